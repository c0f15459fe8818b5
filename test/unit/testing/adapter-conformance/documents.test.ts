import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ADAPTER_RULES } from '../../../../src/testing/adapter-conformance/rules.js';
import { adapterRulesDoc } from '../../../../src/testing/adapter-rules-doc.js';

describe('The rules for adapters', () => {
  it('are those of docs/reference/adapter-rules.md (npm run docs)', () => {
    expect(readFileSync('docs/reference/adapter-rules.md', 'utf8')).toBe(adapterRulesDoc());
  });

  it('have ids of their own, and say why and how', () => {
    expect(new Set(ADAPTER_RULES.map(({ id }) => id)).size).toBe(ADAPTER_RULES.length);
    const poor = ADAPTER_RULES.filter(({ why, remedy }) => !/\.$/.test(why) || !/\.$/.test(remedy));
    expect(poor.map(({ id }) => id)).toEqual([]);
  });
});
