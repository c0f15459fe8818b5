import {
  type Address,
  type FailureReason,
  type HttpTransport,
  isTransportError,
  transportReason,
} from 'channelwright/adapter';
import { z } from 'zod';
import { numberAddress } from './addresses.js';
import { BAD_PARAMETER, NO_SUCH_OBJECT } from './error-table.js';
import { codeOf, graphErrorIn, reasonOf } from './failure.js';
import { GraphApi } from './graph-api.js';
import type { WhatsAppAccountSettings, WhatsAppChannelSettings } from './settings.js';

const phoneNumber = z.object({ id: z.string(), display_phone_number: z.string() });

/** Try the token on the number it is for. Source: Meta, "Phone number API". */
export async function validateAccount(
  http: HttpTransport,
  channel: WhatsAppChannelSettings,
  settings: WhatsAppAccountSettings,
): Promise<{ identifiers: Address[] } | { problem: FailureReason }> {
  try {
    const query = { fields: 'display_phone_number,verified_name' };
    const answer = await new GraphApi(http, channel, settings).get(settings.phoneNumberId, query);
    const body = await answer.json();
    if (answer.status !== 200) return { problem: problemOf(answer.status, body) };
    const { data } = phoneNumber.safeParse(body);
    if (data?.id !== settings.phoneNumberId)
      return { problem: problem('provider-unavailable', 'the answer is no phone number of Meta’s API') };
    const number = numberAddress(data.display_phone_number.replace(/\D/g, ''));
    return { identifiers: number ? [number] : [] };
  } catch (error) {
    if (!isTransportError(error)) throw error;
    return { problem: transportReason(error) };
  }
}

function problemOf(status: number, body: unknown): FailureReason {
  const error = graphErrorIn(body);
  if (error === undefined && status === 401) return problem('credentials-invalid', 'HTTP 401');
  if (error === undefined) return problem('provider-unavailable', `HTTP ${status}`);
  const code = codeOf(error);
  // A read has no parameters of ours to be wrong but the id.
  return code === BAD_PARAMETER ? { ...reasonOf(NO_SUCH_OBJECT), code: String(code) } : reasonOf(code, error.message);
}

function problem(failure: FailureReason['class'], detail: string): FailureReason {
  return { class: failure, scope: 'account', detail };
}
