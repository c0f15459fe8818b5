import {
  type FailureReason,
  type HttpResponse,
  type PlannedPart,
  retryAfterMs,
  type SendContext,
  type SendOutcome,
  transportOutcome,
} from 'channelwright/adapter';
import { outcomeOfRefusal } from './failure.js';
import { messageForm } from './message-form.js';
import { errorBody, messageResource, stateOf, usageOf } from './message-resource.js';
import type { TwilioAccountSettings, TwilioChannelSettings } from './settings.js';
import { accountPath, type TwilioApi } from './twilio-api.js';

/** The one call that sends. What Twilio answered, or did not, as an outcome. */
export async function sendPart(
  api: TwilioApi,
  part: PlannedPart,
  ctx: SendContext<TwilioAccountSettings>,
  channel: TwilioChannelSettings,
  nowMs: number,
): Promise<SendOutcome> {
  const form = await messageForm(part, ctx, channel);
  const path = `${accountPath(ctx.account.settings.accountSid)}/Messages.json`;
  try {
    const response = await api.postForm(path, form, ctx.signal);
    return await outcomeOfAnswer(response, nowMs);
  } catch (error) {
    return transportOutcome(error);
  }
}

async function outcomeOfAnswer(response: HttpResponse, nowMs: number): Promise<SendOutcome> {
  const body = await response.json();
  if (response.status >= 200 && response.status < 300) return outcomeOfSuccess(response.status, body);
  const { status, headers } = response;
  return outcomeOfRefusal(status, errorBody.safeParse(body).data, retryAfterMs(headers, nowMs));
}

function outcomeOfSuccess(status: number, body: unknown): SendOutcome {
  const { data: message } = messageResource.safeParse(body);
  if (message === undefined) {
    // Something answered, but it was not Twilio's API as we know it: the message may be on its way.
    const reason: FailureReason = {
      class: 'unknown',
      scope: 'message',
      detail: `HTTP ${status} without a message SID`,
    };
    return { kind: 'uncertain', reason };
  }
  if (stateOf(message.status) === 'failed') {
    // No callback ever reports the first status, so this is all that will be heard of it.
    return outcomeOfRefusal(400, failure(message.error_code, message.error_message), undefined);
  }
  const usage = usageOf(message);
  return { kind: 'accepted', ids: [message.sid], ...(usage ? { usage } : {}) };
}

function failure(code?: number | null, message?: string | null) {
  return code == null ? undefined : { code, message: message ?? undefined };
}
