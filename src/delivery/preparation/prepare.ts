import { inject, injectable } from 'inversify';
import mime from 'mime';
import { DEFAULT_HOLD_MS, type OutsideWindow } from '../../config/outside-window.js';
import type { Account } from '../../contract/account.js';
import type { Capabilities } from '../../contract/capabilities.js';
import type { ContentItem, FileItem } from '../../contract/content-item.js';
import type { FailureReason } from '../../contract/failure-reason.js';
import type { Logger } from '../../contract/logger.js';
import type { OutboundMessage, PartDraft, Rejection } from '../../contract/outbound-message.js';
import type { Conversation } from '../../contract/send-context.js';
import { TOKENS } from '../../contract/tokens.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import type { Fetched } from '../../media/ask-hubspot.js';
import { FileUnavailable } from '../../media/file-unavailable.js';
import { MEDIA_LINKS, type MediaLinks } from '../../media/media-links.js';
import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { RANDOM, SCHEDULER } from '../../policy/tokens.js';
import type { ContentRow } from '../../status/content-row.js';
import type { MessageRow } from '../../status/message-row.js';
import type { PlannedDraft } from '../message/delivery-events.js';
import { planOutside } from '../outside-window/plan-outside.js';
import { planByCapabilities } from './default-planner.js';
import { DELIVERY_CALLS, type DeliveryCalls } from './hubspot-calls.js';

/** What preparing a message came to. */
export type Preparation =
  | { kind: 'prepared'; items: ContentItem[]; parts: PlannedDraft[] }
  | { kind: 'unprepared'; reason: FailureReason; passing: boolean };

/** How often HubSpot may fail to tell of a file until its message goes on without. */
const MOST_FAILURES = 3;
const NOTHING_TO_SEND: FailureReason = { class: 'content-empty', scope: 'message' };

/** What is known when a message is prepared. */
export interface Preparable {
  message: MessageRow;
  content: ContentRow;
  channel: ChannelRuntime;
  account: Account;
  capabilities: Capabilities;
  conversation: Conversation;
  /** There where the peer has not written for longer than the provider's window: what is to be done then. */
  outside?: OutsideWindow;
}

/** Completes a message (uncut text, facts of its files) and plans its parts. Changes nothing: the fold commits the plan. */
@injectable()
export class Preparer {
  constructor(
    @inject(DELIVERY_CALLS) private readonly calls: DeliveryCalls,
    @inject(MEDIA_LINKS) private readonly links: MediaLinks,
    @inject(RANDOM) private readonly random: Random,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  async prepare(work: Preparable): Promise<Preparation> {
    const completed = await this.#complete(work);
    if (!completed.ok) return { kind: 'unprepared', reason: completed.reason, passing: completed.passing };
    const planned = this.#plan(work, completed.value);
    if ('rejected' in planned) return { kind: 'unprepared', reason: planned.rejected, passing: false };
    // HubSpot shows a message as SENT from birth: one of no parts would stay that for ever.
    if (planned.length === 0) return { kind: 'unprepared', reason: NOTHING_TO_SEND, passing: false };
    const holdMs = work.outside?.mode === 'template-then-hold' ? work.outside.holdMs : DEFAULT_HOLD_MS;
    return { kind: 'prepared', items: completed.value, parts: planned.map((draft) => this.#identified(draft, holdMs)) };
  }

  async #complete({ message, content }: Preparable): Promise<Fetched<ContentItem[]>> {
    const { app, portal } = message;
    let items = content.items;
    if (content.incomplete) {
      const original = await this.calls.originalText(app, portal, message.threadId, message.id);
      if (!original.ok) return original;
      items = [...original.value, ...items.filter((item) => item.kind !== 'text')];
    }
    const complete: ContentItem[] = [];
    for (const item of items) {
      const described = await this.#describe(app, portal, item);
      if (described.ok) complete.push(described.value);
      else if (this.#waitsFor(described, message)) return described;
      else complete.push(guessed(item));
    }
    return { ok: true, value: complete };
  }

  /**
   * A lost file does not hold back what else the message says: it is planned, and its own part fails in its turn. Where HubSpot
   * says when to come again (a spent quota), it is not lost.
   */
  #waitsFor({ passing, reason }: Extract<Fetched<never>, { ok: false }>, { prepareFailures = 0 }: MessageRow): boolean {
    if (reason.class !== 'media-unavailable') return true;
    return passing && (reason.afterMs !== undefined || prepareFailures < MOST_FAILURES);
  }

  /** The planner needs name, type and size of a file; webhooks tell little of it. */
  async #describe(app: string, portal: string, item: ContentItem): Promise<Fetched<ContentItem>> {
    if (item.kind !== 'file' || item.ref.kind !== 'hubspot') return { ok: true, value: item };
    const facts = await this.calls.fileFacts(app, portal, item.ref.fileId);
    if (!facts.ok) return facts;
    return { ok: true, value: { ...item, ...facts.value } satisfies FileItem };
  }

  #plan(work: Preparable, content: ContentItem[]): PartDraft[] | Rejection {
    const { message, conversation, capabilities, outside } = work;
    const outbound: OutboundMessage = {
      id: message.id,
      threadId: message.threadId,
      createdAtMs: message.createdAtMs,
      to: conversation.address,
      content,
      ...(message.actorId === undefined ? {} : { actorId: message.actorId }),
    };
    const plan = () => this.#planInside(work, outbound);
    return outside ? planOutside(outbound, outside, capabilities, plan) : plan();
  }

  #planInside(
    { message, channel, account, capabilities, conversation }: Preparable,
    outbound: OutboundMessage,
  ): PartDraft[] | Rejection {
    // What an adapter declares may be functions (its measure, its markup): they are its code as much as planParts is.
    try {
      const fileLink = (item: FileItem) => this.links.short(message, item);
      const plan = (asked: OutboundMessage) => planByCapabilities(asked, capabilities, fileLink);
      if (!channel.adapter.planParts) return plan(outbound);
      const planned = channel.adapter.planParts(outbound, {
        account,
        conversation,
        nowMs: this.scheduler.now(),
        capabilities,
        fileLink,
        plan,
      });
      if (Array.isArray(planned) ? planned.every(({ items }) => Array.isArray(items)) : planned.rejected)
        return planned;
      this.log.error('planParts returned no plan', { channel: channel.name, correlation: message.id });
    } catch (error) {
      if (error instanceof FileUnavailable) return { rejected: error.reason };
      this.log.error('planning threw', { channel: channel.name, correlation: message.id, error });
    }
    return { rejected: { class: 'unknown', scope: 'message', detail: 'planning failed; see the log' } };
  }

  #identified({ items, continues, awaitsReply, data }: PartDraft, holdMs: number): PlannedDraft {
    const idempotencyKey = this.random.uuid();
    const id = idempotencyKey.replaceAll('-', '').slice(0, 16);
    return {
      id,
      idempotencyKey,
      items,
      continues: continues ?? false,
      ...(awaitsReply ? { awaitsReplyMs: holdMs } : {}),
      ...(data === undefined ? {} : { data }),
    };
  }
}

/** What a webhook tells of a file. */
function guessed(item: ContentItem): ContentItem {
  if (item.kind !== 'file' || item.type !== undefined) return item;
  const type = mime.getType(item.name ?? '');
  return type === null ? item : { ...item, type };
}
