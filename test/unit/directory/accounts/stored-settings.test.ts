import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Json } from '../../../../src/contract/json.js';
import { readStoredSettings } from '../../../../src/directory/accounts/stored-settings.js';

const definition = {
  accountSettings: z.strictObject({ token: z.string(), region: z.string() }),
  settingsVersion: 2,
  migrateSettings: (stored: Json): Json => ({ ...(stored as object), region: 'eu' }),
};

describe('stored settings', () => {
  it('of an older version are brought to this one', () => {
    const read = readStoredSettings(definition, { settings: { token: 'hush' }, settingsVersion: 1 });
    expect(read).toEqual({ ok: true, settings: { token: 'hush', region: 'eu' } });
  });

  it('of this version are taken as they are', () => {
    const read = readStoredSettings(definition, { settings: { token: 'hush' }, settingsVersion: 2 });
    expect(read).toMatchObject({ ok: false, problem: expect.stringContaining('region') });
  });

  it('that do not fit are told by their fields, never by their values', () => {
    const read = readStoredSettings(definition, { settings: { token: 7, hush: 1 }, settingsVersion: 1 });
    expect(read).toMatchObject({ ok: false, problem: expect.stringContaining('token') });
    const migrateSettings = () => {
      throw new Error('hush');
    };
    const thrown = readStoredSettings({ ...definition, migrateSettings }, { settings: 'hush', settingsVersion: 1 });
    expect(thrown).toEqual({ ok: false, problem: 'they cannot be brought from version 1 to 2' });
  });
});
