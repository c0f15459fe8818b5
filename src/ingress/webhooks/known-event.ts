import type { Address } from '../../contract/address.js';
import type { MessageEvent, ProviderEvent, ReceiptEvent } from '../../contract/provider-event.js';

/** The provider's clock may be ahead of ours, but not by more than this, ms. */
const AHEAD_MS = 24 * 3_600_000;
/** No pieces of a message are waited for longer than this, ms. */
const LONGEST_WAIT_MS = 5 * 60_000;

const STATES: readonly unknown[] = [
  'accepted',
  'sent',
  'delivered',
  'read',
  'failed',
] satisfies ReceiptEvent['state'][];

/**
 * What an event lacks that nobody could do without; `undefined`: nothing. Adapters may be written in JavaScript, and providers
 * leave fields out: events without a dedupe key of their own would all be taken for one.
 */
export function eventProblem(event: ProviderEvent): string | undefined {
  if (!isName(event.dedupeKey)) return 'dedupeKey is missing';
  switch (event.kind) {
    case 'receipt':
      return receiptProblem(event);
    case 'message':
    case 'echo':
      return messageProblem(event);
    case 'edited':
    case 'deleted':
      return isName(event.of) ? undefined : 'of is missing';
    case 'reaction':
      return isName(event.of) && isAddress(event.from) ? undefined : 'of or from is missing';
    case 'alias':
      return isAddress(event.from) && isAddress(event.to) ? undefined : 'from or to is no address';
    case 'optOut':
    case 'optIn':
      return isAddress(event.peer) ? undefined : 'peer is no address';
    default:
      return 'kind is not known';
  }
}

/** The event with times that can be kept and written: one that is none, or lies in the future, becomes that of its arrival. */
export function inOurTime(event: ProviderEvent, receivedAtMs: number): ProviderEvent {
  const timed =
    'atMs' in event && event.atMs !== undefined ? { ...event, atMs: timeOf(event.atMs, receivedAtMs) } : event;
  if (!('fragment' in timed) || !timed.fragment) return timed;
  const { waitMs } = timed.fragment;
  const bounded = Number.isFinite(waitMs) ? Math.round(Math.min(Math.max(0, waitMs), LONGEST_WAIT_MS)) : 0;
  return { ...timed, fragment: { ...timed.fragment, waitMs: bounded } };
}

function receiptProblem({ of, state }: ReceiptEvent): string | undefined {
  if (!STATES.includes(state)) return 'state is not known';
  if (typeof of !== 'object' || of === null) return 'of is missing';
  if ('peer' in of) return isAddress(of.peer) && Number.isFinite(of.upToMs) ? undefined : 'of is no watermark';
  if ('id' in of) return isName(of.id) ? undefined : 'of.id is missing';
  return isName(of.correlation) && (of.ids ?? []).every(isName) ? undefined : 'of.correlation is missing';
}

function messageProblem({ id, conversation, from, content }: MessageEvent): string | undefined {
  if (!isName(id)) return 'id is missing';
  if (!isAddress(conversation) || !isAddress(from)) return 'conversation or from is no address';
  return Array.isArray(content) ? undefined : 'content is missing';
}

function timeOf(atMs: number, receivedAtMs: number): number {
  return Number.isFinite(atMs) && atMs >= 0 && atMs <= receivedAtMs + AHEAD_MS ? Math.round(atMs) : receivedAtMs;
}

function isAddress(address: Address): boolean {
  return typeof address === 'object' && address !== null && isName(address.type) && isName(address.value);
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== '';
}
