import { z } from 'zod';
import type { DoubleHandler } from './double-server.js';
import { type DoubleFault, doubleFault } from './fault-queue.js';
import { sendJson } from './http-io.js';
import { type InboundMessage, inboundMessage } from './inbound-sender.js';
import type { StoredMessage } from './message-book.js';
import { messageJson } from './message-json.js';
import { type RecipientRule, recipientRule } from './recipient-rule.js';

const ruleBody = z.strictObject({ to: z.string(), rule: recipientRule });
const numberBody = z.strictObject({ sender: z.string(), webhookUrl: z.url() });
const statusBody = z.strictObject({ sid: z.string(), status: z.string(), code: z.number().int().optional() });

/** What of a `TwilioDouble` another process may use. */
interface Controls {
  rule(to: string, rule: RecipientRule): void;
  fault(fault: DoubleFault): void;
  configureNumber(sender: string, change: { webhookUrl: string }): void;
  inbound(message: InboundMessage): Promise<unknown>;
  status(sid: string, status: string, code?: number): Promise<void>;
  received(to?: string): unknown[];
  messages(): readonly StoredMessage[];
  callbacks(): readonly unknown[];
  settled(): Promise<void>;
  reset(): void;
}

type Handler = (double: Controls, body: unknown, query: URLSearchParams) => unknown;

/** The same functions as on `TwilioDouble`, for another process. Each answers with JSON. */
const ROUTES: Readonly<Record<string, Handler>> = {
  'GET /_double/health': () => ({ ok: true }),
  'GET /_double/messages': (double) => double.messages().map(messageJson),
  'GET /_double/received': (double, _, query) => double.received(query.get('to') ?? undefined),
  'GET /_double/callbacks': (double) => double.callbacks(),
  'POST /_double/rules': (double, body) => {
    const { to, rule } = ruleBody.parse(body);
    double.rule(to, rule);
  },
  'POST /_double/faults': (double, body) => double.fault(doubleFault.parse(body)),
  'POST /_double/inbound': (double, body) => double.inbound(inboundMessage.parse(body)),
  'POST /_double/numbers': (double, body) => {
    const { sender, webhookUrl } = numberBody.parse(body);
    double.configureNumber(sender, { webhookUrl });
  },
  'POST /_double/status': (double, body) => {
    const { sid, status, code } = statusBody.parse(body);
    return double.status(sid, status, code);
  },
  'POST /_double/settle': (double) => double.settled(),
  'POST /_double/reset': (double) => double.reset(),
};

export function controlRoutes(double: Controls): DoubleHandler {
  return async ({ method, url, body, response }) => {
    const handler = ROUTES[`${method} ${url.pathname}`];
    if (handler === undefined) return sendJson(response, 404, { message: `no ${method} ${url.pathname}` });
    const input: unknown = body.length === 0 ? undefined : JSON.parse(body.toString());
    sendJson(response, 200, (await handler(double, input, url.searchParams)) ?? { ok: true });
  };
}
