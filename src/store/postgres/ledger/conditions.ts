/**
 * Whether a member lives, by the clock of the database at this very moment: a statement that waited for a lock must not judge by
 * the time at which it began.
 *
 * @param member the name under which the statement knows the row
 */
export function lives(member: string): string {
  return `(NOT ${member}.departed AND ${expiresAt(member)} > clock_timestamp())`;
}

export function hasEnded(member: string): string {
  return `(${member}.departed OR ${expiresAt(member)} <= clock_timestamp())`;
}

export function expiresAt(member: string): string {
  return `${member}.renewed_at + ${member}.expiry_ms * interval '1 millisecond'`;
}

/** A time as whole ms since the epoch. */
export function asMs(time: string): string {
  return `floor(extract(epoch FROM ${time}) * 1000)::bigint`;
}

/** Accounts whose slot an owner must be able to serve. */
export const NEEDED = `state IN ('active', 'held')`;

/**
 * Common table expressions for a `WITH RECURSIVE` that knows the asking member as `me`: `unfit` are the slots that need what it
 * does not know. There are few kinds of accounts and many accounts, so the kinds are found by leaps through the index, and
 * accounts are looked at only for a kind that is unknown.
 */
export function unfitSlots(schema: string): string {
  return `
kinds AS (
  (SELECT a.app, a.channel FROM ${schema}.accounts a WHERE a.${NEEDED} ORDER BY a.app, a.channel LIMIT 1)
  UNION ALL
  SELECT following.app, following.channel FROM kinds k CROSS JOIN LATERAL (
    SELECT a.app, a.channel FROM ${schema}.accounts a
    WHERE a.${NEEDED} AND (a.app, a.channel) > (k.app, k.channel)
    ORDER BY a.app, a.channel LIMIT 1
  ) following
), unknown_kinds AS MATERIALIZED (
  SELECT k.app, k.channel FROM kinds k JOIN me ON NOT (k.app = ANY (me.apps) AND k.channel = ANY (me.channels))
), unfit AS MATERIALIZED (
  SELECT of_kind.slot FROM unknown_kinds u CROSS JOIN LATERAL (
    SELECT DISTINCT a.slot FROM ${schema}.accounts a WHERE a.app = u.app AND a.channel = u.channel AND a.${NEEDED}
  ) of_kind
)`;
}
