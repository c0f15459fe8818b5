import type { Delivered } from 'channelwright/double';
import type { EmulatedMessage as Message } from 'channelwright/testing';
import type { Customer } from './customer.js';
import type { Ending, Reached, ThreadLine } from './scenario.js';
import type { Stage } from './stage.js';

const STEPS: readonly Reached[] = ['accepted', 'sent', 'delivered', 'read', 'failed'];

/** A conversation as it stands now, at both of its ends. */
export function seeConversation(stage: Stage, customer: Customer): Ending {
  return {
    customer,
    hubspot: messagesWith(stage, customer).map((message) => asLine(stage, message)),
    phone: phoneOf(stage, customer),
  };
}

/** The messages of a customer's thread in HubSpot, oldest first. */
export function messagesWith(stage: Stage, { way, address }: Customer): Message[] {
  return stage.hubspot
    .messages({ accountId: stage.accountId(way) })
    .filter(({ senders, recipients }) =>
      [...senders, ...recipients].some((participant) => participant.address.value === address.value),
    );
}

/** What the customer really got, in order. Files are named by what they are. */
function phoneOf(stage: Stage, customer: Customer): string[] {
  return deliveriesTo(stage, customer).map(({ text, kind }) => text || `(${kind})`);
}

export function deliveriesTo(stage: Stage, { way, handle }: Customer): readonly Delivered[] {
  return stage.providers[way].delivered.filter(({ to }) => to === handle);
}

function asLine(stage: Stage, { id, direction, text, status, history }: Message): ThreadLine {
  if (direction === 'INCOMING') return { by: 'customer', text, shows: status.statusType };
  const reached = reachedBy(stage, id);
  const told = history.findLast(({ kind, answered }) => kind === 'patch' && answered === 200);
  return {
    by: 'agent',
    text,
    shows: status.statusType,
    ...(told === undefined ? {} : { told: told.status.statusType }),
    ...(reached === undefined ? {} : { reached }),
    ...(status.errorMessage === undefined ? {} : { says: status.errorMessage }),
  };
}

/** The furthest the connector has said of a message. */
function reachedBy(stage: Stage, messageId: string): Reached | undefined {
  const told = stage.connector.events.filter(({ payload }) => payload.messageId === messageId).map(({ type }) => type);
  return STEPS.findLast((step) => told.includes(`message.${step}`));
}
