import type { PortalRow, PortalTrouble } from './portal-row.js';

/** The portal took its consent back. Its tokens stay: whoever asks why finds them refused. */
export function disconnected(row: PortalRow, detail: string, nowMs: number): PortalRow {
  return { ...row, state: 'disconnected', trouble: { sinceMs: nowMs, detail } };
}

/** HubSpot moves its data. What is known of scopes is kept for afterwards. */
export function suspended(
  row: PortalRow,
  { untilMs, detail }: { untilMs: number; detail: string },
  nowMs: number,
): PortalRow {
  const { trouble } = row;
  if (row.state === 'suspended' && (trouble?.untilMs ?? 0) >= untilMs) return row;
  const sinceMs = row.state === 'suspended' ? (trouble?.sinceMs ?? nowMs) : nowMs;
  return { ...row, state: 'suspended', trouble: { ...trouble, sinceMs, detail, untilMs } };
}

/** The time of a suspension is over. */
export function returned(row: PortalRow): PortalRow {
  const { untilMs: _over, ...trouble } = row.trouble ?? { sinceMs: 0, detail: '' };
  return settled(row, trouble, trouble.calls);
}

/** One more call is refused for want of scopes. */
export function lackingScopes(
  row: PortalRow,
  { call, scopes, detail }: { call: string; scopes: string[]; detail: string },
  nowMs: number,
): PortalRow {
  const known = row.trouble?.calls?.[call];
  if (known && scopes.every((scope) => known.includes(scope))) return row;
  const calls = { ...row.trouble?.calls, [call]: [...new Set([...(known ?? []), ...scopes])] };
  return settled(row, { detail, sinceMs: nowMs, ...row.trouble }, calls);
}

/** A call that was refused for want of scopes has been taken. */
export function withCallTaken(row: PortalRow, call: string): PortalRow {
  const { [call]: known, ...calls } = row.trouble?.calls ?? {};
  return known && row.trouble ? settled(row, row.trouble, calls) : row;
}

/** The state that follows from the trouble that is left. @param calls those that are refused now */
function settled(
  row: PortalRow,
  { missingScopes = [], calls: before = {}, ...trouble }: PortalTrouble,
  calls: Record<string, string[]> = {},
): PortalRow {
  const named = new Set(Object.values(before).flat());
  const ungranted = missingScopes.filter((scope) => !named.has(scope));
  const scopes = [...new Set([...ungranted, ...Object.values(calls).flat()])].sort();
  const isRefused = Object.keys(calls).length > 0;
  const lacks = isRefused || scopes.length > 0;
  const left = { ...trouble, ...(isRefused ? { calls } : {}), ...(lacks ? { missingScopes: scopes } : {}) };
  if (left.untilMs !== undefined) return { ...row, state: 'suspended', trouble: left };
  if (lacks) return { ...row, state: 'degraded', trouble: left };
  const { trouble: _over, ...well } = row;
  return { ...well, state: 'connected' };
}
