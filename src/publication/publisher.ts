import { inject, injectable } from 'inversify';
import { ACCOUNT_DIRECTORY, type Accounts } from '../directory/accounts/accounts.js';
import { CHANNEL_RUNTIMES, type ChannelRuntime, type Channels } from '../directory/channels/channel-runtime.js';
import { CONVERSATIONS, type ConversationRow } from '../directory/people/conversation-row.js';
import { mayAskName, nameOf, withNameAnswer } from '../directory/people/peer-names.js';
import type { MessageCreate } from '../hubspot/schemas/message-create.js';
import { CallOutcomes } from '../outbox/call-outcomes.js';
import type { FoldEvent } from '../outbox/reducer.js';
import { SUBMIT, type Submit } from '../outbox/submit.js';
import type { StoredRow } from '../outbox/table.js';
import type { WorkHandler } from '../outbox/work-handler.js';
import type { WorkRow } from '../outbox/work-row.js';
import { WORK_STORE, type WorkStore } from '../outbox/work-store.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { TRACES, type Traces } from '../policy/traces.js';
import { CONTENTS, type ContentRow } from '../status/content-row.js';
import { idRefKey, MESSAGES, messageKey, REFS, type RefRow } from '../status/message-row.js';
import { askName } from './ask-name.js';
import { findPublished } from './find-published.js';
import { publicationBody } from './publication-body.js';
import { PUBLICATION_CALLS, type PublicationCalls } from './publication-calls.js';
import type { PublicationEvents, PublishOutcome } from './publication-events.js';
import { PUBLICATIONS, type PublicationRow, publicationKey } from './publication-row.js';
import { came, publishSpan } from './publication-span.js';
import { PUBLICATION_QUEUE } from './publication-work.js';
import { type Held, publishOutcome } from './publish-outcome.js';

/** What no longer fits what is due rests, ms. */
const STALE_MS = 1_000;
/** How soon what was held is looked at again, ms, should nothing hold its portal. */
const HELD_MS = 1_000;

interface Gathered {
  row: PublicationRow;
  content: ContentRow | undefined;
  conversation: ConversationRow | undefined;
  /** It is one of our own sends, whose id has become known since. */
  ours: boolean;
  inReplyToId?: string;
}

/** Publishes the head of an incoming lane. A repetition is harmless: HubSpot knows it by its idempotency id. */
@injectable()
export class Publisher implements WorkHandler {
  readonly queue = PUBLICATION_QUEUE;
  readonly concurrency = 64;
  readonly perPortal = 16;

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(PUBLICATION_CALLS) private readonly calls: PublicationCalls,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(CallOutcomes) private readonly outcomes: CallOutcomes,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TRACES) private readonly traces: Traces,
  ) {}

  heldUntil(portal: string): number | undefined {
    return this.calls.heldUntil(portal, 'publish');
  }

  async run(work: WorkRow, signal: AbortSignal): Promise<{ againAtMs: number } | undefined> {
    const gathered = await this.#gather(work.ref);
    if (gathered?.row.state !== 'ready') return { againAtMs: this.scheduler.now() + STALE_MS };
    const { row } = gathered;
    if (gathered.ours) await this.#tell(row, 'recognised', { publication: row.key });
    else {
      const outcome = await this.#publishTraced(gathered, signal);
      if (outcome.kind === 'held') return { againAtMs: this.scheduler.now() + HELD_MS };
      await this.#returned(row, outcome, signal);
    }
    return undefined;
  }

  /** HubSpot's id must not be lost with the slot. What failed, or was refused, is tried again by the next owner. */
  async #returned(row: PublicationRow, outcome: PublishOutcome, hard: AbortSignal): Promise<void> {
    const body: PublicationEvents['returned'] = { publication: row.key, outcome };
    const event = this.#event(row, 'returned', body);
    if (outcome.kind !== 'published') await this.submit(event);
    else await this.outcomes.tell(event, { kind: event.kind, body, dedupeKey: `published|${row.key}` }, hard);
  }

  #publishTraced(gathered: Gathered, signal: AbortSignal): Promise<PublishOutcome | Held> {
    return this.traces.within(publishSpan(gathered.row), async (span) =>
      came(span, await this.#publish(gathered, signal)),
    );
  }

  async #publish(
    { row, content, conversation, inReplyToId }: Gathered,
    signal: AbortSignal,
  ): Promise<PublishOutcome | Held> {
    const account = this.accounts.get(row.account)?.row;
    if (!account || account.state === 'purged') return refused('CW_PUBLICATION_ACCOUNT_GONE', row.account);
    if (!content || !conversation) return refused('CW_PUBLICATION_CONTENT_GONE', row.key);
    const channel = this.channels.byName(row.channel);
    if (channel?.hubspotChannelId === undefined) {
      return { kind: 'retry', code: 'CW_PUBLICATION_CHANNEL_UNKNOWN', detail: row.channel };
    }
    const { channelAccountId } = account;
    const { items } = content;
    const name = await this.#authorName(row, conversation, channel, signal);
    const body = publicationBody({
      row,
      items,
      conversation,
      account,
      channelAccountId,
      channel,
      ...(name === undefined ? {} : { name }),
      ...(inReplyToId === undefined ? {} : { inReplyToId }),
    });
    const result = await this.calls.publish(row, channel.hubspotChannelId, body, signal);
    const outcome = publishOutcome(result, body, row.failures);
    return outcome.kind === 'id-wanted' ? this.#lookUp(row, conversation, body, signal) : outcome;
  }

  /** What nobody knows is asked for before the first call only: its repetitions say the same. */
  async #authorName(
    row: PublicationRow,
    conversation: ConversationRow,
    { adapter }: ChannelRuntime,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { from, direction, failures } = row;
    if (direction === 'OUTGOING' || from.name !== undefined) return from.name;
    const known = nameOf(conversation, from);
    const account = this.accounts.get(row.account)?.account;
    const now = this.scheduler.now();
    if (!adapter.describePeer || !account || failures > 0 || !mayAskName(known, now)) return known?.name;
    const peer = { type: from.type, value: from.value };
    const answer = await askName(adapter, { peer, conversation, account }, this.scheduler, signal);
    await this.#tell(row, 'nameAsked', { conversation: conversation.key, peer, answer });
    return nameOf(withNameAnswer(conversation, peer, answer, now), peer)?.name;
  }

  /** HubSpot has it for sure; its id helps only to know its echo and what answers it. */
  async #lookUp(
    row: PublicationRow,
    { threadId }: ConversationRow,
    body: MessageCreate,
    signal: AbortSignal,
  ): Promise<PublishOutcome> {
    const listed = threadId === undefined ? undefined : await this.calls.threadMessages(row, threadId, signal);
    if (!listed?.ok) return { kind: 'published' };
    const taken = await this.#published(
      row,
      listed.value.map(({ id }) => id),
    );
    const found = findPublished(listed.value, body, (id) => taken.has(id));
    return { kind: 'published', ...(found ? { messageId: found.id } : {}) };
  }

  /** Those of the ids that belong to other publications. An agent's message of that id may be our own echo. */
  async #published({ app, portal }: PublicationRow, ids: string[]): Promise<Set<string>> {
    const keys = ids.map((id) => messageKey(app, portal, id));
    const [rows = []] = await this.store.read([{ table: MESSAGES.name, keys }]);
    const known = rows.map(({ doc }) => JSON.parse(doc) as { id: string; origin: string });
    return new Set(known.filter(({ origin }) => origin === 'published').map(({ id }) => id));
  }

  async #gather(key: string): Promise<Gathered | undefined> {
    const [publications, contents] = await this.store.read([
      { table: PUBLICATIONS.name, keys: [key] },
      { table: CONTENTS.name, keys: [key] },
    ]);
    const row = first<PublicationRow>(publications);
    if (!row) return undefined;
    const { account, replyTo, providerId } = row;
    const [conversations, answered, answeredRefs, ownRefs] = await this.store.read([
      { table: CONVERSATIONS.name, keys: [row.conversation] },
      { table: PUBLICATIONS.name, keys: replyTo === undefined ? [] : [publicationKey(account, replyTo)] },
      { table: REFS.name, keys: replyTo === undefined ? [] : [idRefKey(account, replyTo)] },
      { table: REFS.name, keys: isEcho(row) ? [idRefKey(account, providerId)] : [] },
    ]);
    const inReplyToId = first<PublicationRow>(answered)?.messageId ?? hubspotId(row, first<RefRow>(answeredRefs));
    return {
      row,
      content: first<ContentRow>(contents),
      conversation: first<ConversationRow>(conversations),
      ours: first<RefRow>(ownRefs) !== undefined,
      ...(inReplyToId === undefined ? {} : { inReplyToId }),
    };
  }

  #tell<K extends keyof PublicationEvents>(row: PublicationRow, kind: K, body: PublicationEvents[K]): Promise<unknown> {
    return this.submit(this.#event(row, kind, body));
  }

  #event<K extends keyof PublicationEvents>(row: PublicationRow, kind: K, body: PublicationEvents[K]): FoldEvent {
    const { app, portal, account } = row;
    return { kind: `publication.${kind}`, app, portal, account, receivedAtMs: this.scheduler.now(), body };
  }
}

function isEcho({ kind, direction }: PublicationRow): boolean {
  return kind === 'message' && direction === 'OUTGOING';
}

function hubspotId({ app, portal }: PublicationRow, ref: RefRow | undefined): string | undefined {
  return ref?.message.slice(messageKey(app, portal, '').length);
}

function refused(code: string, detail: string): PublishOutcome {
  return { kind: 'refused', code, detail, plainer: false };
}

function first<Row>(rows: StoredRow[] | undefined): Row | undefined {
  const doc = rows?.[0]?.doc;
  return doc === undefined ? undefined : (JSON.parse(doc) as Row);
}
