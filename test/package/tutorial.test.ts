import { describe, expect, it } from '@jest/globals';
import { filesBelow, textOf } from '../architecture/repository.js';

const LEFT_OUT = '\n  // …';

describe('the tutorial', () => {
  const page = textOf('docs/guides/tutorial-sms-aggregator.md');
  const sources = filesBelow('examples/sms-aggregator')
    .filter((path) => path.endsWith('.ts'))
    .map(textOf);

  it('shows code that is there, word for word', () => {
    const shown = [...page.matchAll(/^```ts\n(.*?)\n```/gms)].map(([, code]) => code!.replace(LEFT_OUT, ''));
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((code) => !sources.some((source) => source.includes(code)))).toEqual([]);
  });
});
