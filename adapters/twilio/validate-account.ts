import {
  type Address,
  type FailureReason,
  type HttpTransport,
  isTransportError,
  transportReason,
} from 'channelwright/adapter';
import { fromTwilio } from './addresses.js';
import { accountResource } from './message-resource.js';
import { ownsSender } from './owned-senders.js';
import { messagingUrl, ownsService } from './owned-service.js';
import type { TwilioAccountSettings } from './settings.js';
import { accountPath, TwilioApi, TwilioLookupError } from './twilio-api.js';

export type Validation = { identifiers: Address[] } | { problem: FailureReason };

/**
 * Try what webhooks are verified with (the auth token), then what messages are sent with (the API key, where there is one: a
 * standard key may not read the account, so it is tried on the message list), then whether the account owns its sender
 * and its messaging service.
 */
export async function validateAccount(
  http: HttpTransport,
  baseUrl: string,
  settings: TwilioAccountSettings,
): Promise<Validation> {
  const { accountSid, authToken, apiKey, from } = settings;
  const path = accountPath(accountSid);
  try {
    const api = new TwilioApi(http, baseUrl, { accountSid, authToken });
    const account = await api.getJson(`${path}.json`);
    const { status } = accountResource.parse(account);
    if (status !== 'active') return { problem: problem('account-suspended', `the account is ${status}`) };
    if (apiKey !== undefined) {
      await new TwilioApi(http, baseUrl, settings).getJson(`${path}/Messages.json?PageSize=1`);
    }
    if ((await ownsSender(api, settings)) === false) {
      return { problem: problem('sender-invalid', 'the sender is none of this account’s numbers or short codes') };
    }
    if ((await ownsItsService(http, baseUrl, settings)) === false) {
      return { problem: problem('sender-invalid', 'the messaging service is none of this account’s') };
    }
  } catch (error) {
    return { problem: problemOf(error) };
  }
  return { identifiers: from === undefined ? [] : [fromTwilio(from)] };
}

async function ownsItsService(
  http: HttpTransport,
  baseUrl: string,
  { accountSid, authToken, messagingServiceSid }: TwilioAccountSettings,
): Promise<boolean | undefined> {
  if (messagingServiceSid === undefined) return undefined;
  return ownsService(
    new TwilioApi(http, messagingUrl(baseUrl), { accountSid, authToken }),
    accountSid,
    messagingServiceSid,
  );
}

function problemOf(error: unknown): FailureReason {
  if (error instanceof TwilioLookupError) {
    if ([401, 403, 404].includes(error.status)) return problem('credentials-invalid', `HTTP ${error.status}`);
    if (error.status === 429) return problem('rate-limited', 'HTTP 429');
    return problem('provider-unavailable', `HTTP ${error.status}`);
  }
  if (isTransportError(error)) return transportReason(error, 'account');
  return problem('provider-unavailable', 'the answer is not that of Twilio’s API');
}

function problem(failure: FailureReason['class'], detail: string): FailureReason {
  return { class: failure, scope: 'account', detail };
}
