import type { Delivered } from 'channelwright/double';
import { z } from 'zod';
import { type WireContent, wireAddress, wireContent } from '../wire-content.js';

/** The `data` of `message.send`, as a provider reads it. */
export const messageSend = wireContent.extend({
  account: z.string().min(1),
  to: wireAddress,
  conversation: z.string().min(1),
  correlation: z.string().min(1).max(40),
  statusUrl: z.url(),
});

export type MessageSend = z.infer<typeof messageSend>;

/** A message that a peer really got. */
export interface PeerMessage extends Omit<MessageSend, 'to'>, Delivered {
  /** `to` with its type. */
  peer: MessageSend['to'];
  /** Place among all that peers got, from 1. */
  order: number;
  /** Its `webhook-id`. */
  key: string;
}

/** In a word what a message is. */
export function kindOf({ text, files, location, contact }: WireContent): string {
  if (files !== undefined) return 'file';
  if (location !== undefined) return 'location';
  if (contact !== undefined) return 'contact';
  return text === undefined ? 'unsupported' : 'text';
}

/** A request as it came, whatever became of it. */
export interface ReceivedRequest {
  atMs: number;
  type: string;
  key: string;
  text: string | undefined;
  /** The status it was answered with, or that it was cut off. */
  answered: number | 'reset';
}
