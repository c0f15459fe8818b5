/** What a commit of the fold may be about. */
export const COMMIT_KINDS = [
  'received',
  'prepared',
  'intended',
  'returned',
  'receipt',
  'patched',
  'fetched',
  'published',
] as const;
export type CommitKind = (typeof COMMIT_KINDS)[number];

/** The calls that leave the process. */
export const CALLS = ['provider', 'patch', 'publish', 'upload'] as const;
export type Call = (typeof CALLS)[number];

/** What a replica of a fleet does in the ledger of slots. */
export const MOVES = ['claim', 'take', 'release'] as const;
export type SlotMove = (typeof MOVES)[number];

/**
 * Where a connector can be made to die, or to stand still. `append.after`: the event is durable, the sender has no answer yet. `<commit>.before` and
 * `.after`: around the commit. `<call>.before`: nothing is written yet; `.during`: some of it may be on the wire; `.answered`:
 * the answer is here and nothing of it is kept. `<move>.before` and `.after`: around what the ledger of a fleet is told.
 */
export type KillPoint =
  | 'append.before'
  | 'append.after'
  | `${CommitKind}.before`
  | `${CommitKind}.after`
  | `${Call}.before`
  | `${Call}.during`
  | `${Call}.answered`
  | `${SlotMove}.before`
  | `${SlotMove}.after`;

export const KILL_POINTS: readonly KillPoint[] = [
  'append.before',
  'append.after',
  ...COMMIT_KINDS.flatMap((kind): KillPoint[] => [`${kind}.before`, `${kind}.after`]),
  ...CALLS.flatMap((call): KillPoint[] => [`${call}.before`, `${call}.during`, `${call}.answered`]),
];

/** Of a replica of a fleet. */
export const FLEET_POINTS: readonly KillPoint[] = [
  ...KILL_POINTS,
  ...MOVES.flatMap((move): KillPoint[] => [`${move}.before`, `${move}.after`]),
];

/** Die when the point is reached for the `nth` time, from 1. */
export interface Armed {
  point: KillPoint;
  nth: number;
  /** Default: `die`. `stand-still`: until somebody lets it go on. */
  how?: 'die' | 'stand-still';
}
