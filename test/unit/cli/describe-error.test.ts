import { describe, expect, it } from '@jest/globals';
import { describeError } from '../../../src/cli/describe-error.js';
import { EXIT } from '../../../src/cli/exit-code.js';
import { InvalidConfigError } from '../../../src/config/config-problem.js';
import { ChannelwrightError } from '../../../src/errors/channelwright-error.js';

describe('an expected error', () => {
  it('is one line: what happened, what to do, the code', () => {
    const { text, json } = describeError(new ChannelwrightError('CW_STORE_LOCKED', 'data/store.db'));
    expect(text).toBe(
      'Another engine is running on this store: data/store.db. Stop the other process, or give this one a store of its own. (CW_STORE_LOCKED)',
    );
    expect(json).toEqual({
      error: {
        code: 'CW_STORE_LOCKED',
        message: 'Another engine is running on this store: data/store.db',
        remedy: 'Stop the other process, or give this one a store of its own.',
      },
    });
  });

  it('ends once, also where it quotes a sentence', () => {
    const { text } = describeError(new ChannelwrightError('CW_USAGE', 'the adapter says: required.'));
    expect(text).toContain('required. See `channelwright help`');
  });

  it('of a configuration has a line for every problem', () => {
    const problem = { file: 'c.yaml', path: 'apps.main.appId', problem: 'is missing', remedy: 'Write it.' };
    const { text, json } = describeError(new InvalidConfigError([problem, { ...problem, path: 'publicUrl' }]));
    expect(text.split('\n')).toEqual([
      'The configuration is not valid (CW_CONFIG_INVALID):',
      '  c.yaml: apps.main.appId is missing. Write it.',
      '  c.yaml: publicUrl is missing. Write it.',
    ]);
    expect(json).toMatchObject({ error: { message: 'The configuration is not valid', problems: [problem, {}] } });
  });

  it.each([
    ['CW_USAGE', EXIT.usage],
    ['CW_CONFIG_INVALID', EXIT.usage],
    ['CW_ADAPTER_NOT_FOUND', EXIT.usage],
    ['CW_STORE_LOCKED', EXIT.store],
    ['CW_STORE_ABSENT', EXIT.store],
    ['CW_STORE_KEY_MISSING', EXIT.store],
    ['CW_NOT_FOUND', EXIT.failed],
    ['CW_HUBSPOT_REFUSED', EXIT.failed],
    ['CW_LISTEN_FAILED', EXIT.failed],
  ] as const)('%s exits with %i', (code, exitCode) => {
    expect(describeError(new ChannelwrightError(code)).exitCode).toBe(exitCode);
  });
});

describe('an error nobody expected', () => {
  it('says that it is a bug, and where it happened', () => {
    const { text, exitCode } = describeError(new TypeError('x is not a function'));
    expect(text).toMatch(/^This is a bug, please report it\.\nTypeError: x is not a function\n\s+at /);
    expect(exitCode).toBe(EXIT.failed);
  });

  it('may be anything', () => {
    expect(describeError('odd').text).toContain('odd');
  });
});
