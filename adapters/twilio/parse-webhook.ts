import type { Account, RawRequest, ReceivedEvent, Unparsable } from 'channelwright/adapter';
import { identitiesOf } from './addresses.js';
import { identitiesIn, isStatus } from './authenticate-webhook.js';
import { inboundEvents } from './inbound-message.js';
import { CORRELATION_PARAM } from './message-form.js';
import { channelOf, type TwilioAccountSettings } from './settings.js';
import { statusEvent } from './status-event.js';
import { type WebhookParams, webhookParams } from './webhook-params.js';

/** A genuine webhook → its events. Twilio sends one thing per request. */
export function parseWebhook(request: RawRequest, accounts: Account<TwilioAccountSettings>[]): ReceivedEvent[] {
  const params = webhookParams(request);
  const account = accounts[0];
  if (params === undefined || account === undefined) return [unparsable('not a message webhook', request)];
  const owner = ownerRef(request, params, accounts);
  const channel = channelOf(account.settings);
  const events = isStatus(params)
    ? statusEvent(owner, channel, statusFields(params, request.url))
    : inboundEvents(owner, channel, params, request.receivedAtMs);
  return typeof events === 'string' ? [unparsable(events, request, owner)] : events;
}

function statusFields(params: WebhookParams, url: URL) {
  const code = Number(params.get('ErrorCode') || Number.NaN);
  return {
    sid: params.get('MessageSid') ?? params.get('SmsSid'),
    status: params.get('MessageStatus') ?? params.get('SmsStatus') ?? '',
    errorCode: Number.isInteger(code) ? code : undefined,
    errorMessage: params.get('ErrorMessage'),
    correlation: url.searchParams.get(CORRELATION_PARAM) || undefined,
  };
}

/** The account key of the URL; else the identity the webhook and the account have in common. */
function ownerRef(request: RawRequest, params: WebhookParams, accounts: Account<TwilioAccountSettings>[]): string {
  if (request.accountKey !== undefined) return request.accountKey;
  const known = new Set(accounts.flatMap(identitiesOf));
  return identitiesIn(params).find((id) => known.has(id)) ?? '';
}

function unparsable(detail: string, request: RawRequest, account?: string): Unparsable {
  const raw = new TextDecoder().decode(request.body) || request.url.search;
  return { kind: 'unparsable', detail, raw, ...(account ? { account } : {}) };
}
