import type { SendOutcome } from '../../contract/send-outcome.js';
import type { Span, SpanStart } from '../../policy/traces.js';
import type { MessageRow } from '../../status/message-row.js';
import { messageAttributes } from '../../status/message-span.js';
import type { AttemptName } from '../message/delivery-events.js';
import type { Preparation } from './prepare.js';

/** Planning a message. */
export function prepareSpan(message: MessageRow): SpanStart {
  const { channel, trace } = message;
  return { name: `prepare ${channel}`, kind: 'internal', of: trace, attributes: messageAttributes(message) };
}

export function prepared(span: Span, preparation: Preparation): Preparation {
  const { kind } = preparation;
  span.set({ 'channelwright.outcome': kind });
  if (kind === 'prepared') span.set({ 'channelwright.parts': preparation.parts.length });
  else span.failed(preparation.reason.class);
  return preparation;
}

/**
 * One call of the provider. Source: OpenTelemetry semantic conventions, messaging client spans.
 *
 * @param name `send`, or `lookup` where the provider is only asked
 */
export function callSpan(name: 'send' | 'lookup', message: MessageRow, named: AttemptName): SpanStart {
  const { channel, trace, adapter } = message;
  const attributes = {
    ...messageAttributes(message),
    'channelwright.part': named.partIndex + 1,
    'channelwright.attempt': named.attempt,
    'messaging.system': adapter.name,
    'messaging.operation.name': name,
    'messaging.destination.name': channel,
    ...(name === 'send' ? { 'messaging.operation.type': 'send' } : {}),
  };
  return { name: `${name} ${channel}`, kind: 'client', of: trace, attributes };
}

export function calledBack(span: Span, outcome: SendOutcome): SendOutcome {
  span.set({ 'channelwright.outcome': outcome.kind });
  if (outcome.kind !== 'accepted') span.failed(outcome.reason.class);
  return outcome;
}
