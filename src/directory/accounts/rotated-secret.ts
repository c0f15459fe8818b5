import type { Json } from '../../contract/json.js';
import type { SettingsPath } from '../../contract/secret-paths.js';

/** What becomes of a secret: a new one comes first, or all but the first go. */
export interface Rotation {
  setting: SettingsPath;
  /** The new one. Absent: none. */
  secret?: string;
  /** The old ones go. Else they are kept, to verify what was signed with them. */
  dropOld: boolean;
}

/**
 * Pure. Raw settings with a secret rotated: one that is there already only moves to its place, so that doing it again changes
 * nothing. Answers `undefined` where the settings have no such place.
 */
export function withRotatedSecret(settings: Json, { setting, secret, dropOld }: Rotation): Json | undefined {
  const [key, ...rest] = setting;
  if (key === undefined) return rotated(settings, secret, dropOld);
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return undefined;
  const inner = settings[key];
  if (inner === undefined) return undefined;
  const changed = withRotatedSecret(inner, { setting: rest, dropOld, ...(secret === undefined ? {} : { secret }) });
  return changed === undefined ? undefined : { ...settings, [key]: changed };
}

function rotated(value: Json, secret: string | undefined, dropOld: boolean): Json | undefined {
  const known = Array.isArray(value) ? value : [value];
  if (!known.every((each) => typeof each === 'string')) return undefined;
  const all = secret === undefined ? known : [secret, ...known.filter((each) => each !== secret)];
  return dropOld ? all.slice(0, 1) : all;
}
