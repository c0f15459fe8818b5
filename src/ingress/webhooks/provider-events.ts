import type { Account, AccountRef } from '../../contract/account.js';
import type { Json } from '../../contract/json.js';
import type { ProviderEvent, Unparsable } from '../../contract/provider-event.js';
import type { ReceivingLookup } from '../../directory/accounts/accounts.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { PROVIDER_EVENT } from '../../directory/people/peer-reducer.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { slotOf } from '../../outbox/slot.js';
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
  lookup: ReceivingLookup,
  genuine: readonly Account[],
  parsed: readonly (ProviderEvent | Unparsable)[],
  receivedAtMs: number,
): ProviderBatch {
  const batch: ProviderBatch = { events: [], foreign: 0 };
  const keys = new Set(genuine.map((account) => account.key));
  for (const piece of parsed) {
    const named = ownersOf(piece.account, lookup, keys);
    const owner = onlyOne(named) ?? onlyOne(named.filter(({ key }) => lookup.isAtWork?.(key) ?? true));
    // What names nobody may be ours. What names a stranger is the stranger's, and none of it is kept.
    const isForeign = piece.account !== undefined && named.length === 0;
    if (piece.kind === 'unparsable' && !isForeign)
      batch.events.push(unparsablePiece(runtime, owner, piece, receivedAtMs));
    else if (piece.kind === 'unparsable' || !owner) batch.foreign += 1;
    else batch.events.push(knownPiece(runtime, hearerOf(piece, owner, lookup), piece, receivedAtMs));
  }
  return batch;
}

/**
 * Receipts are about what the account itself has sent. All else goes to whoever has its place: an agent's answer would not leave by
 * the account that has been replaced. Both are the same portal's, and the same to the provider.
 */
function hearerOf({ kind }: ProviderEvent, owner: Account, lookup: ReceivingLookup): Account {
  return kind === 'receipt' ? owner : (lookup.successorOf?.(owner.key) ?? owner);
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

/** Those of the accounts that are named so: one, unless it is a name they share, or a stranger's. */
function ownersOf(ref: AccountRef | undefined, lookup: ReceivingLookup, keys: ReadonlySet<string>): Account[] {
  if (ref === undefined) return [];
  const owners: Account[] = [];
  const byKey = lookup.byKey(ref);
  for (const candidate of byKey ? [byKey, ...lookup.byIdentity(ref)] : lookup.byIdentity(ref)) {
    if (keys.has(candidate.key) && !owners.some(({ key }) => key === candidate.key)) owners.push(candidate);
  }
  return owners;
}

/** An account that was replaced, or taken out of the configuration, keeps its name, which another has by then. */
function onlyOne([account, ...others]: Account[]): Account | undefined {
  return others.length === 0 ? account : undefined;
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
