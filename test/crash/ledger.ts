import type { Behaviour, ReceiptPlan } from '../../adapters/webhook/double/behaviour.js';

export type ChannelName = 'chat' | 'sms';

/** What an agent wrote. */
export interface Written {
  /** HubSpot's id of the message. */
  id: string;
  /** Which one it was, from 1: HubSpot's order. */
  order: number;
  channel: ChannelName;
  /** Our number or name. */
  line: string;
  peer: string;
  /** What can be told apart in it, in its order: each word of the text and each file has a name that nothing else has. */
  elements: string[];
  /** The receipts the provider sends of each of its parts. Of `chat` only: the double of `sms` remembers its own. */
  receipts?: ReceiptPlan;
  /** The one thing that goes wrong with it, of `chat` only. */
  fault?: Behaviour;
}

/** What a customer wrote. */
export interface Received {
  /** The one word of its text. */
  word: string;
  channel: ChannelName;
  /** Our number or name. */
  line: string;
  peer: string;
  files: number;
  /** The provider was answered 2xx: from then on it is the connector's. */
  acknowledged: boolean;
}

/** Which conversation something belongs to. */
export function conversationOf({ channel, line, peer }: Pick<Written, 'channel' | 'line' | 'peer'>): string {
  return `${channel} ${line} ${peer}`;
}

/** Everything that was done to the connector from outside in one run. */
export class Ledger {
  readonly written: Written[] = [];
  readonly received: Received[] = [];
  /** Keys of calls that the connector was killed behind: their outcome is certainly lost. */
  readonly lostCalls: string[] = [];
  #words = 0;

  /** A word that nothing else holds, and that no log may hold. */
  word(): string {
    this.#words += 1;
    return `canary${this.#words.toString(36).padStart(5, '0')}x`;
  }
}
