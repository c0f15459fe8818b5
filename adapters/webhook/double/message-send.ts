import { z } from 'zod';
import { wireAddress, wireContent } from '../wire-content.js';

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
export interface PeerMessage extends MessageSend {
  /** Place among all that peers got, from 1. */
  order: number;
  atMs: number;
  /** The provider's id of it. */
  id: string;
  /** Its `webhook-id`. */
  key: string;
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
