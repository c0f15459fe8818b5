import type { DoubleAnswer } from 'channelwright/double';
import { z } from 'zod';
import { type MessageSend, messageSend } from './message-send.js';

/** The calls of the wire format. */
export const providerCall = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('message.send'), data: messageSend }),
  z.object({ type: z.literal('message.lookup'), data: z.object({ account: z.string(), key: z.string() }) }),
  z.object({ type: z.literal('events.list'), data: z.object({ account: z.string(), after: z.string().optional() }) }),
]);
export type ProviderCall = z.infer<typeof providerCall>;

/** What a fault may hit: the calls, and the files. */
export const CALLS = ['message.send', 'message.lookup', 'events.list', 'ping', 'media'] as const;
export type CallName = (typeof CALLS)[number];

/** What to answer, and what to do once the answer has left. */
export interface Reply {
  answer: DoubleAnswer | 'broken';
  afterwards?: () => void;
}

/** What the calls are handed to. */
export interface ProviderCalls {
  ping(): DoubleAnswer;
  message(key: string, message: MessageSend): Promise<Reply>;
  lookup(key: string): DoubleAnswer;
  events(account: string, after: string | undefined): DoubleAnswer;
}

export function refusal(status: number, message: string): DoubleAnswer {
  return { status, body: { error: { code: `E${status}`, message } } };
}
