import type { EmulatedMessage as Message } from 'channelwright/testing';
import type { ConnectorEvent } from './connector-child.js';
import type { Customer } from './customer.js';
import { deliveriesTo } from './see-conversation.js';
import type { Stage } from './stage.js';

/** One thing that happened to a message. */
export interface Step {
  atMs: number;
  what: string;
}

/** What happened to a message, in order, as all who had to do with it remember it. */
export function journeyOf(stage: Stage, customer: Customer, message: Message): Step[] {
  const steps = message.direction === 'INCOMING' ? wayIn(stage, customer, message) : wayOut(stage, customer, message);
  const inOrder = steps.sort((one, other) => one.atMs - other.atMs);
  return [...inOrder, ...interruptions(stage, inOrder)].sort((one, other) => one.atMs - other.atMs);
}

function wayIn(stage: Stage, customer: Customer, message: Message): Step[] {
  const { text, history } = message;
  const written = stage.written.filter((one) => one.customer === customer && one.text === text);
  return [
    ...written.map(({ atMs }) => ({ atMs, what: 'written' })),
    ...refusedPosts(stage, message),
    ...history.slice(0, 1).map(({ atMs }) => ({ atMs, what: 'in HubSpot' })),
  ];
}

function wayOut(stage: Stage, customer: Customer, message: Message): Step[] {
  return [
    { atMs: message.createdAtMs, what: 'written' },
    ...webhooksOf(stage, message),
    ...arrivals(stage, customer, message),
    ...eventsOf(stage, message),
    ...patchesOf(stage, message),
  ];
}

/** HubSpot's side: the webhook, each try of it. */
function webhooksOf(stage: Stage, { id }: Message): Step[] {
  const webhooks = stage.hubspot.webhooks().filter(({ messageId }) => messageId === id);
  return webhooks.flatMap(({ attempts }) =>
    attempts.map(({ atMs, answeredAtMs = atMs, status }) => ({
      atMs: answeredAtMs,
      what: `webhook ${answer(status)}`,
    })),
  );
}

/** The provider's side: when it took the message, or each part of it. */
function arrivals(stage: Stage, customer: Customer, { text, createdAtMs }: Message): Step[] {
  const own = deliveriesTo(stage, customer).filter(
    (one) => one.atMs >= createdAtMs && [text, ''].includes(one.text ?? ''),
  );
  return own.map(({ atMs, kind }) => ({ atMs, what: `${kind} at ${customer.name}’s` }));
}

/** The connector's side. */
function eventsOf(stage: Stage, { id }: Message): Step[] {
  return stage.connector.events.filter(({ payload }) => payload.messageId === id).flatMap(asStep);
}

/** Parts are worth a word where there are several. */
function asStep({ type, payload: { part, parts = 1, atMs } }: ConnectorEvent): Step[] {
  const [of, what = ''] = type.split('.');
  if (of === 'message') return [{ atMs, what }];
  return of === 'part' && parts > 1 ? [{ atMs, what: `part ${part} ${what}` }] : [];
}

/** The connector's calls to HubSpot about the message, those refused too. */
function patchesOf(stage: Stage, { id }: Message): Step[] {
  const patches = stage.hubspot.requests({ operation: 'messages.updateStatus', path: id });
  return patches.map(({ atMs, body, status }) => {
    const { statusType } = JSON.parse(body) as { statusType: string };
    return { atMs, what: `PATCH ${statusType} ${answer(status)}` };
  });
}

/** The connector's attempts to bring a customer's message into HubSpot, but for the last, which did. */
function refusedPosts(stage: Stage, { text }: Message): Step[] {
  const posts = stage.hubspot.requests({ operation: 'messages.publish' });
  return posts
    .filter(({ body, status }) => status !== 201 && (JSON.parse(body) as { text: string }).text === text)
    .map(({ atMs, status }) => ({ atMs, what: `POST ${answer(status)}` }));
}

/** The connector was killed, or came up again, while the message was on its way. */
function interruptions(stage: Stage, steps: readonly Step[]): Step[] {
  const [first, last] = [steps[0]?.atMs ?? 0, steps.at(-1)?.atMs ?? 0];
  const during = stage.connector.turns.filter(({ atMs }) => atMs > first && atMs < last);
  return during.map(({ atMs, what }) => ({ atMs, what: `connector ${what}` }));
}

function answer(status: number | undefined): string {
  return status === undefined ? 'unanswered' : String(status);
}
