import { describe, expect, it } from '@jest/globals';
import { askedScopes, missingScopes, NEEDED_SCOPES, needOf } from '../../../../src/hubspot/oauth/scopes.js';

const NEEDED = NEEDED_SCOPES.map(({ scope }) => scope);
const NEW_FILES = ['files.read', 'files.write'];

describe('the scopes that are asked for', () => {
  it('are those that are needed, and those of the configuration, each once', () => {
    const asked = askedScopes({ scopes: ['tickets', 'files'], optionalScopes: ['tickets', 'crm.lists.read'] });
    expect(asked).toEqual({ required: [...NEEDED, 'tickets'], optional: ['crm.lists.read'] });
  });

  it('leave out one for which the app has the names of the newer platform', () => {
    const { required } = askedScopes({ scopes: NEW_FILES, optionalScopes: [] });
    expect(required).toEqual([...NEEDED.filter((scope) => scope !== 'files'), ...NEW_FILES]);
    expect(askedScopes({ scopes: ['files.read'], optionalScopes: [] }).required).toContain('files');
  });
});

describe('the scopes that are missing', () => {
  const others = NEEDED.filter((scope) => scope !== 'files');

  it.each([
    ['the older name, asked for', [], ['files'], []],
    ['the newer names, though the older was asked for', [], NEW_FILES, []],
    ['the newer names, asked for', NEW_FILES, NEW_FILES, []],
    ['half of the newer names', NEW_FILES, ['files.read'], ['files.write']],
    ['none', [], [], ['files']],
  ])('granted: %s', (_, scopes, granted, missing) => {
    expect(missingScopes({ scopes, optionalScopes: [] }, [...others, ...granted])).toEqual(missing);
  });
});

it('a scope by its newer name is needed for the same', () => {
  expect(needOf('files.write')).toBe(needOf('files'));
  expect(needOf('tickets')).toBeUndefined();
});
