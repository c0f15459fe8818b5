import { createHmac } from 'node:crypto';
import type { WebhookSender, WebhookTry } from 'channelwright/double';
import type { Line } from './double-options.js';

/** One change, before it is put into an envelope. */
export interface Told {
  line: Line;
  field: string;
  value: Record<string, unknown>;
}

/** Puts changes into Meta's envelope, signs it and posts it. While held, changes are collected into one request. */
export class Webhooks {
  url: string | undefined;
  #held: Told[] | undefined;

  constructor(
    private readonly sender: WebhookSender,
    private readonly appSecret: string,
    private readonly retryAfterMs: readonly number[],
  ) {}

  /** Resolves when it was taken or given up; at once while changes are held. Undefined: nobody is there to be told. */
  async tell(...told: Told[]): Promise<WebhookTry | undefined> {
    if (this.#held) {
      this.#held.push(...told);
      return undefined;
    }
    return this.post(envelopeOf(told));
  }

  /** Whatever `act` sets off goes into one request, of however many businesses. */
  async inOneRequest(act: () => Promise<unknown>): Promise<WebhookTry | undefined> {
    this.#held = [];
    await act();
    const held = this.#held;
    this.#held = undefined;
    return this.tell(...held);
  }

  async post(body: unknown): Promise<WebhookTry | undefined> {
    if (this.url === undefined) return undefined;
    const json = escaped(JSON.stringify(body));
    const signature = `sha256=${createHmac('sha256', this.appSecret).update(json).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
    return this.sender.post({ url: this.url, headers, body: json }, (_, tries) => this.retryAfterMs[tries - 1]);
  }
}

function envelopeOf(told: readonly Told[]) {
  const businesses = [...new Set(told.map(({ line }) => line.business.wabaId))];
  const entry = businesses.map((id) => ({
    id,
    changes: told.filter(({ line }) => line.business.wabaId === id).map(changeOf),
  }));
  return { object: 'whatsapp_business_account', entry };
}

function changeOf({ line, field, value }: Told) {
  const metadata = { display_phone_number: line.number, phone_number_id: line.phoneNumberId };
  return { field, value: { messaging_product: 'whatsapp', metadata, ...value } };
}

/** Meta escapes what is not ASCII, and signs that. */
function escaped(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
