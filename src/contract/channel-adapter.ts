import type { Account, AccountLookup } from './account.js';
import type { Address } from './address.js';
import type { Connection, EventSink } from './connection.js';
import type { FailureReason } from './failure-reason.js';
import type { MediaRef, MediaStream } from './media.js';
import type { OutboundMessage, PartDraft, PlannedPart, Rejection } from './outbound-message.js';
import type { PeerDescription } from './peer-description.js';
import type { ReceivedEvent } from './provider-event.js';
import type { Authenticated, RawRequest, Refused, Reply } from './raw-request.js';
import type { AttemptRef, PlanContext, SendContext } from './send-context.js';
import type { SendOutcome } from './send-outcome.js';

/**
 * One messaging provider. `send` is all that is mandatory; every other member is a power that the framework uses where it
 * is there. An adapter keeps no state between calls: accounts come and go at run time and are handed to each call. The one
 * exception is the sockets that `connect` opened, over which `send` may write: both run in the same process.
 *
 * @typeParam A the account settings, as the definition's `accountSettings` schema parses them
 */
export interface ChannelAdapter<A = unknown> {
  /**
   * Hand one part to the provider.
   *
   * *When:* after a licence for exactly this call was made durable; never twice at once in a conversation. *May:* upload
   * first (mark those requests `preparatory`). *Must not:* retry, wait longer than `ctx.signal` allows, or answer `retry`
   * unless the provider certainly did not accept. *On failure:* what it throws becomes `retry` where no request had left
   * the process, else `uncertain`.
   */
  send(part: PlannedPart, ctx: SendContext<A>): Promise<SendOutcome>;

  /**
   * Divide a message into calls.
   *
   * *When:* once per message, before its first part. *May:* refuse the whole message. *Must not:* do I/O. *On failure:*
   * the message is FAILED as `unknown`. *Absent:* the framework plans by the declared capabilities.
   */
  planParts?(message: OutboundMessage, ctx: PlanContext<A>): PartDraft[] | Rejection;

  /**
   * Is this webhook genuine, and for which accounts does it speak?
   *
   * *When:* for every request to the channel's URLs, before anything is parsed. *May:* answer a handshake with a `Reply`.
   * *Must not:* trust anything but the bytes, or compare signatures in variable time. *On failure:* 500, nothing stored.
   */
  authenticateWebhook?(
    request: RawRequest,
    accounts: AccountLookup<A>,
  ): Promise<Authenticated<A> | Reply | Refused> | Authenticated<A> | Reply | Refused;

  /**
   * Turn a genuine webhook into events. Pure.
   *
   * *When:* after `authenticateWebhook`, with the accounts it gave. *May:* return `Unparsable` for a poison piece among
   * good ones. *Must not:* return events of other accounts: the framework rejects and counts them. *On failure:* the whole
   * body is kept as one dead letter and acknowledged.
   */
  parseWebhook?(request: RawRequest, accounts: Account<A>[]): ReceivedEvent[];

  /**
   * Open a socket or a poll loop for accounts that share a `connectionKey`. Accounts for which that is undefined are left out.
   *
   * *When:* at start and whenever the accounts change or the connection broke. *Must:* acknowledge to the provider only
   * after `sink.commit` resolved, and end when `signal` is aborted. *On failure:* reopened with backoff.
   */
  connect?(accounts: Account<A>[], sink: EventSink, signal: AbortSignal): Promise<Connection>;

  /**
   * Ask whether uncertain attempts of one part were sent.
   *
   * *When:* after the declared settle time, and again until the account's `uncertain` time is up. *Must not:* guess: two
   * candidates mean `'unknown'`. *On failure:* as `'unknown'`.
   */
  wasSent?(
    attempts: AttemptRef[],
    ctx: SendContext<A>,
  ): Promise<{ sent: true; ids: string[] } | { sent: false } | 'unknown'>;

  /** Ask for receipts where the provider pushes none. *When:* on the declared schedule after each send. */
  pullReceipts?(refs: AttemptRef[], account: Account<A>): Promise<ReceivedEvent[]>;

  /**
   * Fetch what webhooks may have missed, oldest first, with the same dedupe keys as the webhook gives.
   *
   * *When:* at start and after every outage. Events and checkpoint of one page are committed together.
   */
  backfill?(
    checkpoint: string | undefined,
    account: Account<A>,
  ): AsyncIterable<{ events: ReceivedEvent[]; checkpoint: string }>;

  /** Try the credentials. *When:* on connect, by `check`, and to open a gate that `blocked` closed. */
  validateAccount?(settings: A): Promise<{ identifiers: Address[] } | { problem: FailureReason }>;

  /**
   * Open a file the peer sent.
   *
   * *When:* once per file, outside the conversation's lane. *Must not:* send credentials to another host than the
   * provider's, also not over a redirect. *On failure:* tried again, then the agent sees a placeholder.
   */
  fetchMedia?(ref: MediaRef, account: Account<A>, signal: AbortSignal): Promise<MediaStream>;

  /**
   * Say what somebody who wrote is called, where the provider's events do not.
   *
   * *When:* before a customer's message is published, unless its event brought a name or an answer of the last seven days is
   * known; the answer that there is no name is kept as well. *May:* leave `name` out: agents then see the address. *Must
   * not:* leave it out because the provider could not be asked, which is a failure; wait longer than `signal` allows, 3 s.
   * *On failure:* the message is published without a name, and the next one asks again, a minute later at the earliest.
   *
   * @param conversation the group in which the peer wrote; `peer` itself where there is none
   */
  describePeer?(
    peer: Address,
    conversation: Address,
    account: Account<A>,
    signal: AbortSignal,
  ): Promise<PeerDescription>;
}
