import type { StatusType } from 'channelwright/testing';
import type { Customer } from './customer.js';
import type { Stage } from './stage.js';

/** One episode of the day: what is done, and how everything must end. */
export interface Scenario {
  title: string;
  /** What goes on, in a sentence or two. */
  story: string;
  /** Done without waiting for the ends: the runner waits. */
  play(stage: Stage): Promise<void>;
  ends: Ending[];
  /** Its ends take a while: the day goes on, they are awaited in the evening. */
  later?: true;
}

/** How a conversation must end, at both of its ends. */
export interface Ending {
  customer: Customer;
  /** The thread in HubSpot's inbox, in order. */
  hubspot: ThreadLine[];
  /** What the customer really got, in order. What came twice stands here twice. */
  phone: string[];
}

/** One message of a thread in HubSpot. */
export interface ThreadLine {
  by: 'agent' | 'customer';
  text: string;
  shows: StatusType;
  /** What HubSpot was told last. It shows an agent’s message as SENT from birth, which says nothing yet. */
  told?: StatusType;
  /** How far the connector knows an agent's message to have come. */
  reached?: Reached;
  /** What the agent reads under a FAILED message: a part of it. */
  says?: string;
}

export type Reached = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

export function agent(text: string, shows: StatusType, more: Pick<ThreadLine, 'reached' | 'says'> = {}): ThreadLine {
  return { by: 'agent', text, shows, told: shows, ...more };
}

export function customer(text: string): ThreadLine {
  return { by: 'customer', text, shows: 'RECEIVED' };
}
