import type { SpanAttributes } from '../policy/traces.js';
import type { MessageRow } from './message-row.js';

/** What every step of an agent's message says of it. */
export function messageAttributes(
  row: Pick<MessageRow, 'app' | 'portal' | 'channel' | 'account' | 'key' | 'id'>,
): SpanAttributes {
  return {
    'channelwright.app': row.app,
    'channelwright.portal': row.portal,
    'channelwright.channel': row.channel,
    'channelwright.account': row.account,
    'channelwright.message': row.key,
    'messaging.message.id': row.id,
  };
}
