import { type CorrectionTarget, correctMessage, type Refusal } from '../../../delivery/corrections/correct-message.js';
import type { Channels } from '../../../directory/channels/channel-runtime.js';
import { CONVERSATIONS, type ConversationRow } from '../../../directory/people/conversation-row.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { CONTENTS, type ContentRow } from '../../../status/content-row.js';
import { troubles } from '../../../status/message-filter.js';
import type { MessageRow } from '../../../status/message-row.js';
import { readRows } from '../../rows/read-rows.js';

/** Messages of one account and class, shown by their first few. */
export interface CorrectionGroup {
  account: string;
  class: string;
  count: number;
  sample: string[];
}

export interface Judge {
  to: CorrectionTarget;
  evenIfSentTwice: boolean;
  channels: Channels;
  nowMs: number;
}

const SAMPLE = 3;
/** Accounts and classes that are told apart. What is beyond is counted together. */
const MOST_GROUPS = 1_000;

/** What a correction would do, as far as it was looked at. In memory are counts only. */
export class CorrectionPlan {
  looked = 0;
  matched = 0;
  readonly refused: Partial<Record<Refusal, number>> = {};
  readonly #groups = new Map<string, CorrectionGroup>();

  /** Those to correct first. */
  get groups(): CorrectionGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }

  /** How many would be corrected. */
  get correctable(): number {
    return this.groups.reduce((sum, { count }) => sum + count, 0);
  }

  /** Answers the messages that can be corrected, as they are now. */
  async judge(rows: readonly MessageRow[], store: WorkStore, judge: Judge): Promise<MessageRow[]> {
    const facts = judge.to === 'sent' ? NOTHING_READ : await readFacts(rows, store);
    return rows.filter((row) => {
      this.matched += 1;
      const result = correctMessage(row, judge.to, {
        nowMs: judge.nowMs,
        deadlineMs: judge.channels.byName(row.channel)?.delivery.deadlineMs,
        hasContent: facts === NOTHING_READ || facts.kept.has(row.key),
        isOptedOut: facts.optedOut.has(row.conversation),
        evenIfSentTwice: judge.evenIfSentTwice,
        newKey: () => '',
      });
      if (result.kind === 'corrected') this.#count(row);
      else this.refused[result.why] = (this.refused[result.why] ?? 0) + 1;
      return result.kind === 'corrected';
    });
  }

  #count(row: MessageRow): void {
    const { account, key } = row;
    const failure = troubles(row)[0]?.class ?? 'unknown';
    const isKnown = this.#groups.has(`${account} ${failure}`) || this.#groups.size < MOST_GROUPS;
    const [owner, what] = isKnown ? [account, failure] : ['others', 'any'];
    const group = this.#groups.get(`${owner} ${what}`) ?? { account: owner, class: what, count: 0, sample: [] };
    group.count += 1;
    if (group.sample.length < SAMPLE) group.sample.push(key);
    this.#groups.set(`${owner} ${what}`, group);
  }
}

interface Facts {
  kept: ReadonlySet<string>;
  optedOut: ReadonlySet<string>;
}

const NOTHING_READ: Facts = { kept: new Set(), optedOut: new Set() };

async function readFacts(rows: readonly MessageRow[], store: WorkStore): Promise<Facts> {
  const keys = rows.map(({ key }) => key);
  const conversationKeys = [...new Set(rows.map(({ conversation }) => conversation))].filter((key) => key !== '');
  const [contents, conversations] = await Promise.all([
    readRows<ContentRow>(store, { table: CONTENTS.name, keys }),
    readRows<ConversationRow>(store, { table: CONVERSATIONS.name, keys: conversationKeys }),
  ]);
  const left = conversations.filter(({ optedOutAtMs }) => optedOutAtMs !== undefined);
  return { kept: new Set(contents.map(({ key }) => key)), optedOut: new Set(left.map(({ key }) => key)) };
}
