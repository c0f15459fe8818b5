import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { nodeTooOld, OLDEST_NODE } from '../../../src/node-version.js';

describe('the check of the Node.js version', () => {
  it('asks for what package.json asks for', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
    expect(`>=${OLDEST_NODE}`).toBe(engines.node);
  });

  it.each(['22.19.0', '22.20.1', '24.0.0', '100.0.0'])('takes %s', (version) => {
    expect(nodeTooOld(version)).toBeUndefined();
  });

  it.each(['22.18.9', '22.9.0', '20.20.2', '9.99.0'])('refuses %s in one line', (version) => {
    expect(nodeTooOld(version)).toBe(`This Node.js is too old (${version}). Use Node.js 22.19 or newer.`);
  });
});
