import type { AdapterDefinition } from '../../contract/adapter-definition.js';
import type { AccountRow } from './account-row.js';

export type SettingsReading = { ok: true; settings: unknown } | { ok: false; problem: string };

/**
 * Account settings as they were stored, perhaps by an older version of the adapter, read by the one at hand: brought to its version
 * first, then checked. What a newer version has stored is read as it is. A problem names fields, never values.
 */
export function readStoredSettings(
  definition: Pick<AdapterDefinition, 'accountSettings' | 'settingsVersion' | 'migrateSettings'>,
  { settings, settingsVersion }: Pick<AccountRow, 'settings' | 'settingsVersion'>,
): SettingsReading {
  const isOlder = settingsVersion < definition.settingsVersion;
  let current: unknown = settings;
  if (isOlder && definition.migrateSettings) {
    try {
      current = definition.migrateSettings(settings, settingsVersion);
    } catch {
      return {
        ok: false,
        problem: `they cannot be brought from version ${settingsVersion} to ${definition.settingsVersion}`,
      };
    }
  }
  const parsed = definition.accountSettings.safeParse(current);
  if (parsed.success) return { ok: true, settings: parsed.data };
  return {
    ok: false,
    problem: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  };
}
