import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { faultSchema } from '../../../src/emulator/faults/fault.js';
import { OPERATION_NAMES } from '../../../src/emulator/index.js';
import { switchesSchema } from '../../../src/emulator/world/switches.js';

const PAGE = readFileSync('docs/reference/emulator.md', 'utf8');

describe('the page about the emulator', () => {
  it('names every operation and every effect of a fault', () => {
    const effects = faultSchema.shape.effect.options.map((effect) => effect.shape.kind.value);
    for (const name of [...OPERATION_NAMES, ...effects]) expect(PAGE).toContain(`\`${name}\``);
  });

  it('lists every switch with its default, and no other', () => {
    const rows = PAGE.slice(PAGE.indexOf('## Switches')).matchAll(/^\| `(\w+)` \| `([^`]+)` \|/gm);
    const documented = Object.fromEntries([...rows].map(([, name, value]) => [name, JSON.parse(value!)]));
    expect(documented).toEqual(switchesSchema.parse({}));
  });
});
