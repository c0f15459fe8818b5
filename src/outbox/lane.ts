import type { Table } from './table.js';
import type { Tx } from './tx.js';

/** What a lane holds: an agent's message to send, or a publication (an echo occupies both lanes of its conversation). */
export interface LaneItem {
  /** Position: HubSpot's `createdAt` or the provider's time, ms. */
  atMs: number;
  /** Breaks ties of `atMs` (a provider's sequence); default 0. */
  sequence: number;
  kind: 'message' | 'publication';
  key: string;
}

/** Work of one conversation in one direction, strictly in order: the first item is worked on, the others wait. */
export interface LaneRow {
  key: string;
  app: string;
  portal: string;
  channel: string;
  account: string;
  conversation: string;
  direction: LaneDirection;
  items: LaneItem[];
}

export type LaneDirection = 'out' | 'in';

export const LANES: Table<LaneRow> = {
  name: 'lanes',
  key: (row) => row.key,
  columns: (row) => ({ portal: `${row.app}/${row.portal}` }),
};

export function laneKey(conversation: string, direction: LaneDirection): string {
  return `${conversation}:${direction}`;
}

type LaneOwner = Omit<LaneRow, 'key' | 'items' | 'direction'>;

/**
 * Puts an item into its place. An item that is already at the head stays there: it may have been begun. Answers the lane.
 */
export function joinLane(tx: Tx, owner: LaneOwner, direction: LaneDirection, item: LaneItem): LaneRow {
  const key = laneKey(owner.conversation, direction);
  const { app, portal, channel, account, conversation } = owner;
  const lane = tx.get(LANES, key) ?? { key, app, portal, channel, account, conversation, direction, items: [] };
  if (lane.items.some((present) => present.key === item.key)) return lane;
  const [head, ...rest] = lane.items;
  const place = rest.findIndex((present) => comesBefore(item, present));
  const at = place < 0 ? rest.length : place;
  const items = head ? [head, ...rest.slice(0, at), item, ...rest.slice(at)] : [item];
  const joined = { ...lane, items };
  tx.put(LANES, joined);
  return joined;
}

/** Takes an item out, wherever it stands. An empty lane is removed. Answers the lane, if it was in it. */
export function leaveLane(
  tx: Tx,
  conversation: string,
  direction: LaneDirection,
  itemKey: string,
): LaneRow | undefined {
  const lane = tx.get(LANES, laneKey(conversation, direction));
  if (!lane?.items.some((item) => item.key === itemKey)) return undefined;
  const left = { ...lane, items: lane.items.filter((item) => item.key !== itemKey) };
  if (left.items.length === 0) tx.remove(LANES, lane.key);
  else tx.put(LANES, left);
  return left;
}

function comesBefore(a: LaneItem, b: LaneItem): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  // What cannot be told apart keeps the order in which it came.
  return a.sequence < b.sequence;
}
