import type { MessageSend } from './message-send.js';

/** The receipts of one message, sent without being asked. */
export interface ReceiptPlan {
  /** In the order in which they truly happened. None: nothing is ever heard. */
  states: ('accepted' | 'sent' | 'delivered' | 'read' | 'failed')[];
  /** With `failed`. */
  reason?: { code?: string; message?: string; class?: string; scope?: string };
  /** How often each is sent. Default 1. */
  copies?: number;
  /** The last comes first. */
  reversed?: boolean;
  /** They arrive before the answer to the message does. */
  beforeAnswer?: boolean;
  /** They name the message by our correlation, and teach us its id. */
  byCorrelation?: boolean;
}

/** What the double does with a message. What it processes it processes at once; `delayMs` only holds the answer back. */
export type Behaviour = { delayMs?: number; receipts?: ReceiptPlan } & (
  | { kind: 'accept'; state?: 'sent' | 'delivered' }
  /** Any other answer. With `processed` the peer gets the message all the same. */
  | { kind: 'answer'; status: number; body?: unknown; headers?: Record<string, string>; processed?: boolean }
  /** The connection is cut in place of an answer, after the peer got the message or before. */
  | { kind: 'reset'; processed: boolean }
);

/** For which messages, and for how many of them, something else than the usual happens. */
export interface Occasion {
  /** Default: any message. */
  when?: (message: MessageSend) => boolean;
  /** Default 1. */
  times?: number;
}

/** The rules in force. The first that fits a message is used up by it. */
export class Rules {
  #rules: (Required<Occasion> & { behaviour: Behaviour })[] = [];

  add(behaviour: Behaviour, { when = () => true, times = 1 }: Occasion = {}): void {
    this.#rules.push({ behaviour, when, times });
  }

  take(message: MessageSend): Behaviour {
    const rule = this.#rules.find(({ when }) => when(message));
    if (rule === undefined) return { kind: 'accept' };
    rule.times -= 1;
    this.#rules = this.#rules.filter(({ times }) => times > 0);
    return rule.behaviour;
  }
}
