import type { Account, AccountLookup, AccountRef } from '../contract/account.js';
import type { Json } from '../contract/json.js';
import type { ProviderEvent, Unparsable } from '../contract/provider-event.js';
import type { ChannelRuntime } from '../directory/channel-runtime.js';
import { PROVIDER_EVENT } from '../directory/peer-reducer.js';
import type { NewInboxEvent } from '../outbox/inbox-event.js';
import { slotOf } from '../outbox/slot.js';
import { dedupeKey, dedupeUntil } from './dedupe.js';
import { eventProblem, inOurTime } from './known-event.js';
import { unparsableEvent } from './unparsable-event.js';

/** What of a channel matters to what it receives. */
export type ReceivingChannel = Pick<ChannelRuntime, 'name' | 'app' | 'definition'>;

/** Of one webhook, frame or page. */
export interface ProviderBatch {
  /** To append, in the order in which they came. */
  events: NewInboxEvent[];
  /** How many were rejected, since they belong to none or to several of the accounts. */
  foreign: number;
}

/**
 * What a provider told becomes inbox events. Every event must name exactly one of the accounts the bytes are genuine for:
 * a tenant cannot speak for another.
 *
 * @param genuine the accounts for which the bytes are genuine
 */
export function providerBatch(
  runtime: ReceivingChannel,
  lookup: AccountLookup,
  genuine: readonly Account[],
  parsed: readonly (ProviderEvent | Unparsable)[],
  receivedAtMs: number,
): ProviderBatch {
  const batch: ProviderBatch = { events: [], foreign: 0 };
  const keys = new Set(genuine.map((account) => account.key));
  for (const piece of parsed) {
    const account = ownerOf(piece.account, lookup, keys);
    if (piece.kind === 'unparsable') batch.events.push(unparsablePiece(runtime, account, piece, receivedAtMs));
    else if (!account) batch.foreign += 1;
    else batch.events.push(knownPiece(runtime, account, piece, receivedAtMs));
  }
  return batch;
}

function knownPiece(
  runtime: ReceivingChannel,
  account: Account,
  event: ProviderEvent,
  receivedAtMs: number,
): NewInboxEvent {
  const detail = eventProblem(event);
  if (detail === undefined) return providerEvent(runtime, account, inOurTime(event, receivedAtMs), receivedAtMs);
  return unparsablePiece(runtime, account, { kind: 'unparsable', detail, raw: JSON.stringify(event) }, receivedAtMs);
}

export function providerEvent(
  runtime: ReceivingChannel,
  account: Account,
  event: ProviderEvent,
  receivedAtMs: number,
): NewInboxEvent {
  return {
    kind: PROVIDER_EVENT,
    slot: slotOf(runtime.app, account.portalId),
    app: runtime.app,
    portal: account.portalId,
    account: account.key,
    dedupeKey: dedupeKey('p', account.key, event.dedupeKey),
    dedupeUntilMs: dedupeUntil(receivedAtMs, runtime.definition.receipts.retryHorizonMs),
    receivedAtMs,
    body: { channel: runtime.name, event: event as unknown as Json },
  };
}

function ownerOf(ref: AccountRef | undefined, lookup: AccountLookup, keys: ReadonlySet<string>): Account | undefined {
  if (ref === undefined) return undefined;
  const byKey = lookup.byKey(ref);
  let owner: Account | undefined;
  for (const candidate of byKey ? [byKey, ...lookup.byIdentity(ref)] : lookup.byIdentity(ref)) {
    if (!keys.has(candidate.key) || candidate.key === owner?.key) continue;
    if (owner) return undefined;
    owner = candidate;
  }
  return owner;
}

function unparsablePiece(
  runtime: ReceivingChannel,
  account: Account | undefined,
  piece: Unparsable,
  receivedAtMs: number,
): NewInboxEvent {
  return unparsableEvent(
    {
      app: runtime.app,
      receivedAtMs,
      ...(account === undefined ? {} : { portal: account.portalId, account: account.key }),
    },
    {
      source: 'provider-piece',
      name: runtime.name,
      channel: runtime.name,
      detail: piece.detail,
      base64: Buffer.from(piece.raw).toString('base64'),
    },
  );
}
