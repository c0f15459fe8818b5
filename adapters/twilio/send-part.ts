import {
  type FailureReason,
  type HttpResponse,
  isTransportError,
  type SendOutcome,
  type TransportError,
} from 'channelwright/adapter';
import { outcomeOfRefusal } from './failure.js';
import { errorBody, messageResource, stateOf, usageOf } from './message-resource.js';
import { accountPath, type TwilioApi } from './twilio-api.js';

/** The one call that sends. What Twilio answered, or did not, as an outcome. */
export async function createMessage(
  api: TwilioApi,
  accountSid: string,
  form: URLSearchParams,
  signal: AbortSignal,
): Promise<SendOutcome> {
  try {
    const response = await api.postForm(`${accountPath(accountSid)}/Messages.json`, form, signal);
    return await outcomeOfAnswer(response);
  } catch (error) {
    if (!isTransportError(error) || error.code === 'unlicensed') throw error;
    return outcomeOfSilence(error);
  }
}

async function outcomeOfAnswer(response: HttpResponse): Promise<SendOutcome> {
  const body = await response.json();
  if (response.status >= 200 && response.status < 300) return outcomeOfSuccess(response.status, body);
  return outcomeOfRefusal(response.status, errorBody.safeParse(body).data, retryAfterMs(response));
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

function outcomeOfSilence(error: TransportError): SendOutcome {
  const reason: FailureReason = {
    class: error.code === 'timeout' || error.code === 'connect-timeout' ? 'timeout' : 'network',
    scope: 'provider',
    detail: error.code,
  };
  return { kind: error.requestSent === 'no' ? 'retry' : 'uncertain', reason };
}

/** Seconds only: Twilio documents no `Retry-After`, and a proxy's date would need a clock we do not have. */
function retryAfterMs(response: HttpResponse): number | undefined {
  const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
