import { z } from 'zod';
import type { TwilioAccountSettings } from './settings.js';
import { accountPath, type TwilioApi, TwilioLookupError } from './twilio-api.js';

const numbers = z.object({ incoming_phone_numbers: z.array(z.object({ phone_number: z.string() })) });
const shortCodes = z.object({ short_codes: z.array(z.object({ short_code: z.string() })) });

/**
 * Whether the account owns the number or the short code it is to send from. `undefined`: nobody can say. Alphanumeric senders are
 * registered nowhere, WhatsApp senders at another host, and a subaccount's parent may keep the lists to itself.
 * Source: Twilio, "IncomingPhoneNumber resource" (also lists hosted numbers), "ShortCodes resource".
 *
 * @throws {@link TwilioLookupError} @throws TransportError
 */
export async function ownsSender(
  api: Pick<TwilioApi, 'getJson'>,
  { accountSid, from }: Pick<TwilioAccountSettings, 'accountSid' | 'from'>,
): Promise<boolean | undefined> {
  if (from === undefined) return undefined;
  const path = accountPath(accountSid);
  try {
    if (from.startsWith('+')) {
      const query = new URLSearchParams({ PhoneNumber: from, PageSize: '20' });
      const listed = numbers.parse(await api.getJson(`${path}/IncomingPhoneNumbers.json?${query}`));
      return listed.incoming_phone_numbers.some(({ phone_number: number }) => number === from);
    }
    if (!/^\d+$/.test(from)) return undefined;
    const query = new URLSearchParams({ ShortCode: from, PageSize: '20' });
    const listed = shortCodes.parse(await api.getJson(`${path}/SMS/ShortCodes.json?${query}`));
    return listed.short_codes.some(({ short_code: code }) => code === from);
  } catch (error) {
    if (error instanceof TwilioLookupError && [401, 403, 404].includes(error.status)) return undefined;
    throw error;
  }
}
