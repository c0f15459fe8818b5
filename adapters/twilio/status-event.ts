import type { FailureReason, ProviderEvent } from 'channelwright/adapter';
import { reasonOf } from './failure.js';
import { stateOf } from './message-resource.js';
import type { TwilioChannel } from './settings.js';

/** After this nothing more is heard of a message. */
const LAST_STATE: Readonly<Record<TwilioChannel, 'delivered' | 'read'>> = { sms: 'delivered', whatsapp: 'read' };

/** What a status callback and an entry of the message list have in common. */
export interface StatusFields {
  sid: string | undefined;
  status: string;
  errorCode?: number | undefined;
  errorMessage?: string | undefined;
  /** From the callback URL: proves which attempt this is, also where the answer to it was lost. */
  correlation?: string | undefined;
}

/**
 * A status → a receipt, or what is wrong with it. A receipt with a correlation says more than the same one from the list (it
 * teaches us the SID), so it has a key of its own: the list may come first and must not swallow it.
 */
export function statusEvent(account: string, channel: TwilioChannel, fields: StatusFields): ProviderEvent[] | string {
  const { sid, status, correlation } = fields;
  const state = stateOf(status);
  if (sid === undefined || sid === '') return 'a status without a message SID';
  if (state === undefined) return `unknown message status "${status.slice(0, 40)}"`;
  const of = correlation === undefined ? { id: sid } : { correlation, ids: [sid] };
  const key = correlation === undefined ? `status:${sid}:${status}` : `status:${sid}:${status}:${correlation}`;
  const final = state === 'failed' || state === LAST_STATE[channel];
  const reason = state === 'failed' ? { reason: failureReason(fields) } : {};
  return [{ kind: 'receipt', account, dedupeKey: key, of, state, final, ...reason }];
}

function failureReason({ status, errorCode, errorMessage }: StatusFields): FailureReason {
  if (errorCode !== undefined) return reasonOf(errorCode, errorMessage);
  return { class: status === 'canceled' ? 'cancelled' : 'unknown', scope: 'message', detail: `Twilio says ${status}` };
}
