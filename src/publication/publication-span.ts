import type { Span, SpanAttributes, SpanStart } from '../policy/traces.js';
import type { MediaOutcome, PublishOutcome } from './publication-events.js';
import type { PublicationRow } from './publication-row.js';
import type { Held } from './publish-outcome.js';

/** Bringing a customer's message into HubSpot. Source: OpenTelemetry semantic conventions, messaging client spans. */
export function publishSpan(row: PublicationRow): SpanStart {
  const attributes = {
    ...publicationAttributes(row),
    'channelwright.attempt': row.failures + 1,
    'messaging.system': 'hubspot',
    'messaging.operation.name': 'publish',
    'messaging.operation.type': 'send',
    'messaging.destination.name': row.channel,
  };
  return { name: `publish ${row.channel}`, kind: 'client', of: row.trace, attributes };
}

/** @param file which one of the message, from 1 */
export function mediaSpan(row: PublicationRow, file: number, failures: number): SpanStart {
  const attributes = {
    ...publicationAttributes(row),
    'channelwright.file': file,
    'channelwright.attempt': failures + 1,
  };
  return { name: `media ${row.channel}`, kind: 'client', of: row.trace, attributes };
}

export function came<Outcome extends PublishOutcome | MediaOutcome | Held>(span: Span, outcome: Outcome): Outcome {
  span.set({ 'channelwright.outcome': outcome.kind });
  if ('code' in outcome) span.failed(outcome.code);
  if ('messageId' in outcome) span.set({ 'messaging.message.id': outcome.messageId });
  return outcome;
}

function publicationAttributes({ app, portal, channel, account, key }: PublicationRow): SpanAttributes {
  return {
    'channelwright.app': app,
    'channelwright.portal': portal,
    'channelwright.channel': channel,
    'channelwright.account': account,
    'channelwright.publication': key,
  };
}
