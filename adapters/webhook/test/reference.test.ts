import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import webhook from '../index.js';
import { settings } from '../settings.js';
import { wireEvent } from '../wire-events.js';
import { sample } from './calls.js';

const root = new URL('../../../../', import.meta.url);
const reference = readFileSync(new URL('docs/reference/webhook-adapter.md', root), 'utf8');
const samples = readdirSync(new URL('adapters/webhook/samples/', root)).map((file) => file.replace('.json', ''));

describe('docs/reference/webhook-adapter.md', () => {
  it('shows samples that tests use, and nothing else', () => {
    const tested = samples.map((name) => JSON.parse(sample(name)));
    const shown = [...reference.matchAll(/^```json\n(.*?)^```/gms)].map(([, json]) => JSON.parse(json!));
    expect(shown.length).toBeGreaterThan(3);
    for (const one of shown) expect(tested).toContainEqual(one);
  });

  it('names every setting', () => {
    for (const key of [...Object.keys(settings.shape), 'idempotent']) expect(reference).toContain(`| \`${key}\` |`);
  });

  it('names every type of event', () => {
    const types = wireEvent.options.flatMap(({ shape }) => [...shape.type.values]);
    for (const type of types) expect(reference).toContain(`\`${type}\``);
  });

  it('states the longest text', () => {
    const { maxUnits } = webhook.capabilities.text;
    expect(reference).toContain(`${String(maxUnits).replace(/000$/, ' 000')} UTF-16 code units`);
  });
});
