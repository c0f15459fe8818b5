import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ChannelwrightError, isChannelwrightError } from '../../../src/errors/channelwright-error.js';
import { errorDocs } from '../../../src/errors/error-docs.js';
import { ERRORS, type ErrorCode } from '../../../src/errors/registry.js';

const HOW = 'run `npm run docs` after a build, and commit docs/reference/errors.md';
const documented = () =>
  [...readFileSync('docs/reference/errors.md', 'utf8').matchAll(/^\| `(CW_\w+)` \|/gm)].map(
    ([, code]) => code as string,
  );

describe('docs/reference/errors.md', () => {
  it('has every code', () => {
    const missing = Object.keys(ERRORS).filter((code) => !documented().includes(code));
    expect({ missing, how: HOW }).toEqual({ missing: [], how: HOW });
  });

  it('has no code that does not exist', () => {
    const surplus = documented().filter((code) => !Object.hasOwn(ERRORS, code));
    expect({ surplus, how: HOW }).toEqual({ surplus: [], how: HOW });
  });

  it('has every code once: a code belongs to one area', () => {
    expect(documented().sort()).toEqual([...new Set(documented())].sort());
  });

  it('says what the code says', () => {
    expect({ text: readFileSync('docs/reference/errors.md', 'utf8'), how: HOW }).toEqual({
      text: errorDocs(),
      how: HOW,
    });
  });
});

describe('the registry', () => {
  it.each(Object.entries(ERRORS))('%s has a cause and a remedy in sentences', (code, { message, remedy }) => {
    expect(code).toMatch(/^CW_[A-Z0-9]+(_[A-Z0-9]+)*$/);
    expect(message).toMatch(/^[A-Z].*[^.]$/);
    expect(remedy).toMatch(/^[A-Z`].*\.$/);
  });
});

describe('an error', () => {
  it('has a code, a remedy, its particulars and its cause', () => {
    const cause = new Error('ENOSPC');
    const error = new ChannelwrightError('CW_STORE_UNAVAILABLE', 'append', { cause });
    expect(error).toMatchObject({
      code: 'CW_STORE_UNAVAILABLE',
      message: `${ERRORS.CW_STORE_UNAVAILABLE.message}: append`,
      remedy: ERRORS.CW_STORE_UNAVAILABLE.remedy,
      cause,
    });
  });

  it('is told by its name and code, so that another copy of the package is understood', () => {
    const stranger = Object.assign(new Error('x'), {
      name: 'ChannelwrightError',
      code: 'CW_CONFIG_INVALID' as ErrorCode,
    });
    expect(isChannelwrightError(stranger)).toBe(true);
    expect(isChannelwrightError(stranger, 'CW_CONFIG_INVALID')).toBe(true);
    expect(isChannelwrightError(stranger, 'CW_STORE_UNAVAILABLE')).toBe(false);
    expect(isChannelwrightError(new Error('x'))).toBe(false);
    expect(isChannelwrightError('x')).toBe(false);
  });
});
