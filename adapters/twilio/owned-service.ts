import { z } from 'zod';
import { type TwilioApi, TwilioLookupError } from './twilio-api.js';

const service = z.object({ account_sid: z.string() });

/**
 * Where the messaging API is: hosts are named after product, edge and region. Anything else, such as the double, has all in one place.
 * Source: Twilio, "Global infrastructure", fully qualified domain names.
 */
export function messagingUrl(apiBaseUrl: string): string {
  const url = new URL(apiBaseUrl);
  if (/^api\..*twilio\.com$/.test(url.hostname)) url.hostname = url.hostname.replace(/^api\./, 'messaging.');
  return url.origin;
}

/**
 * Whether a messaging service is the account's own. `undefined`: nobody can say; that host may be out of our reach, and nothing is sent
 * through it. Source: Twilio, "Services resource".
 */
export async function ownsService(
  api: Pick<TwilioApi, 'getJson'>,
  accountSid: string,
  messagingServiceSid: string,
): Promise<boolean | undefined> {
  try {
    const found = service.safeParse(await api.getJson(`/v1/Services/${messagingServiceSid}`));
    return found.success ? found.data.account_sid === accountSid : undefined;
  } catch (error) {
    return error instanceof TwilioLookupError && error.status === 404 ? false : undefined;
  }
}
