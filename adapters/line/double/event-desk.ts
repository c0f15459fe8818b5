import { createHmac } from 'node:crypto';
import type { Clock } from 'channelwright/adapter';
import { type WebhookSender, type WebhookTry, wasTaken } from 'channelwright/double';
import type { DoubleBot } from './double-options.js';

export type Source = { type: 'user'; userId: string } | { type: 'group'; groupId: string; userId?: string };

/** A webhook event; what is left out is filled in. */
export interface WebhookEvent {
  type: string;
  webhookEventId?: string;
  source?: Source;
  [member: string]: unknown;
}

export interface EventDeskParts {
  sender: WebhookSender;
  time: Clock;
  signal: AbortSignal;
  redeliverAfterMs: readonly number[];
  nextNumber: () => number;
}

/** Tells bots what happened, in signed batches, and again where they did not listen. */
export class EventDesk {
  webhookUrl: string | undefined;

  constructor(private readonly parts: EventDeskParts) {}

  /**
   * Resolves with the last try: the batch was taken, or given up.
   *
   * @throws Error when it is not known where webhooks go
   */
  async post(bot: DoubleBot, events: readonly WebhookEvent[]): Promise<WebhookTry> {
    const { time, signal, redeliverAfterMs } = this.parts;
    const complete = events.map((event) => this.#complete(event));
    let last = await this.#try(bot, complete, false);
    for (const delayMs of redeliverAfterMs) {
      if (wasTaken(last) || signal.aborted) break;
      await time.sleep(delayMs, signal);
      last = await this.#try(bot, complete, true);
    }
    return last;
  }

  #complete(event: WebhookEvent): WebhookEvent {
    const webhookEventId = `01HX${this.parts.nextNumber().toString(32).toUpperCase().padStart(22, '0')}`;
    return { mode: 'active', timestamp: this.parts.time.now(), webhookEventId, ...event };
  }

  #try(bot: DoubleBot, complete: readonly WebhookEvent[], isRedelivery: boolean): Promise<WebhookTry> {
    if (this.webhookUrl === undefined) throw new Error('the double does not know where webhooks go: set webhookUrl');
    const events = complete.map((event) => ({ ...event, deliveryContext: { isRedelivery } }));
    const body = JSON.stringify({ destination: bot.botUserId, events });
    const signature = createHmac('sha256', bot.channelSecret).update(body).digest('base64');
    const headers = { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': signature };
    return this.parts.sender.post({ url: this.webhookUrl, headers, body });
  }
}
