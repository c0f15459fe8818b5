import { inject, injectable } from 'inversify';
import type { MessageEvent, ProviderEvent } from '../contract/provider-event.js';
import { isPurged } from '../directory/accounts/account-changes.js';
import { namesakesBefore } from '../directory/accounts/namesakes.js';
import { CHANNEL_RUNTIMES, type Channels } from '../directory/channels/channel-runtime.js';
import { CONVERSATIONS, type ConversationRow } from '../directory/people/conversation-row.js';
import {
  type ConversationOwner,
  conversationFor,
  findConversation,
  touchInbound,
} from '../directory/people/conversations.js';
import { noteMember } from '../directory/people/group-members.js';
import { withNameTold } from '../directory/people/peer-names.js';
import { PROVIDER_EVENT, type ProviderEventBody } from '../directory/people/peer-reducer.js';
import { TOMBSTONE_KEYS, type Tombstones } from '../directory/people/tombstones.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import { traceOf } from '../outbox/traced-event.js';
import type { Tx } from '../outbox/tx.js';
import type { TraceParent } from '../policy/traces.js';
import { idRefKey, REFS, waitKey } from '../status/message-row.js';
import { RETENTION, type Retention } from '../status/retention.js';
import { addPiece, firstPiece } from './fragments.js';
import { publishNote } from './notes.js';
import { enqueue, messageDraft, type PublicationTimes } from './publication-draft.js';
import { PUBLICATIONS, publicationKey } from './publication-row.js';
import { sendUnderWay } from './send-under-way.js';

/** How long an echo waits for a send that is under way to say that it was its own, ms. */
const ECHO_HOLD_MS = 30_000;

/** A customer, or somebody outside HubSpot, has written: the message enters its lane on the way into HubSpot. */
@injectable()
export class IncomingReducer implements Reducer {
  readonly kinds = [PROVIDER_EVENT];

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(RETENTION) private readonly retention: Retention,
    @inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones,
  ) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const { channel, event: told } = event.body as ProviderEventBody;
    if (event.account === undefined || isPurged(tx, event.account)) return;
    const owner = { app: event.app, portal: event.portal, channel, account: event.account };
    switch (told.kind) {
      case 'message':
        return this.#take(tx, conversationFor(tx, owner, told.conversation, this.tombstones), told, traceOf(event));
      case 'echo':
        return this.#takeEcho(tx, owner, told, event);
      case 'edited':
      case 'deleted':
      case 'reaction':
        return this.#note(tx, owner, told, event);
      default:
        return;
    }
  }

  /** What we have sent ourselves is in HubSpot already. Its id may not be known yet: then the echo waits for it. */
  #takeEcho(tx: Tx, owner: ConversationOwner, event: MessageEvent, arrival: FoldEvent): void {
    const senders = [owner.account, ...namesakesBefore(tx, owner.account)];
    if (senders.some((account) => tx.get(REFS, idRefKey(account, event.id)))) return;
    if (senders.some((account) => this.#isOfErased(tx, account, event))) return;
    const conversation = conversationFor(tx, owner, event.conversation, this.tombstones);
    const before = senders.flatMap((account) => findConversation(tx, account, event.conversation)?.key ?? []);
    const sends = [conversation.key, ...before].map((key) => sendUnderWay(tx, key));
    const isUnderWay = sends.some((send) => send !== undefined);
    // The time may have passed while no process was there that could have heard what became of the call.
    if (sends.includes('calling') || (isUnderWay && !arrival.overdue)) {
      tx.park(waitKey(owner, { of: 'id', ref: event.id }), tx.nowMs + ECHO_HOLD_MS);
    } else this.#take(tx, conversation, event, traceOf(arrival));
  }

  /** What we sent to somebody before they were erased, or while they were. */
  #isOfErased(tx: Tx, account: string, { id, conversation, atMs }: MessageEvent): boolean {
    const hidden = this.tombstones.hiddenIds(account, id).map((name) => tx.get(REFS, idRefKey(account, name)));
    if (hidden.some((ref) => ref !== undefined)) return true;
    const { echoUntilMs = 0 } = this.tombstones.find(tx, account, conversation) ?? {};
    return Math.min(atMs, tx.nowMs) <= echoUntilMs;
  }

  #take(tx: Tx, found: ConversationRow, event: MessageEvent, trace: TraceParent | undefined): void {
    const hasWritten = event.kind === 'message' && !event.notice;
    const heard = hasWritten ? touchInbound(tx, found, event.atMs, event.replyHandle) : found;
    const conversation = event.kind === 'message' ? keepName(tx, heard, event.from) : heard;
    if (event.kind === 'message') noteMember(tx, conversation, event.from, this.tombstones);
    const { account } = conversation;
    // The provider may tell a second time what was heard before its account was replaced.
    const heardBy = [account, ...namesakesBefore(tx, account)];
    if (heardBy.some((key) => tx.get(PUBLICATIONS, publicationKey(key, event.id)))) return;
    // What somebody has said of it may have come before it.
    tx.unpark(waitKey(conversation, { of: 'id', ref: event.id }));
    const { fragment } = event;
    const draft = { ...messageDraft(account, event), ...(trace === undefined ? {} : { trace }) };
    if (!fragment) {
      enqueue(tx, conversation, draft, event.content, this.#times(conversation));
      return;
    }
    const key = publicationKey(account, fragment.key, 'fragments');
    const collecting = tx.get(PUBLICATIONS, key);
    if (collecting?.state === 'waiting') return addPiece(tx, collecting, { ...event, fragment });
    const late = collecting?.fragments?.pieces.every((piece) => piece.index !== fragment.index);
    if (collecting && !late) return;
    const described = late ? draft : { ...draft, key, fragments: firstPiece(fragment, event.content.length, tx.nowMs) };
    enqueue(tx, conversation, described, event.content, this.#times(conversation));
  }

  #note(
    tx: Tx,
    owner: ConversationOwner,
    told: Extract<ProviderEvent, { kind: 'edited' | 'deleted' | 'reaction' }>,
    arrival: FoldEvent,
  ) {
    const language = this.channels.byName(owner.channel)?.language ?? 'en';
    const { overdue = false } = arrival;
    const note = publishNote(tx, owner, told, {
      language,
      times: this.#times(owner),
      trace: traceOf(arrival),
      overdue,
    });
    const conversation = note && tx.get(CONVERSATIONS, note.conversation);
    if (conversation && told.kind === 'reaction') noteMember(tx, conversation, told.from, this.tombstones);
  }

  #times({ channel }: { channel: string }): PublicationTimes {
    return { contentMs: this.retention.contentMs, filesMs: this.channels.byName(channel)?.media.waitMs ?? 0 };
  }
}

/** What comes next of the same author may come without the name. */
function keepName(tx: Tx, conversation: ConversationRow, from: MessageEvent['from']): ConversationRow {
  const named = withNameTold(conversation, from);
  if (named !== conversation) tx.put(CONVERSATIONS, named);
  return named;
}
