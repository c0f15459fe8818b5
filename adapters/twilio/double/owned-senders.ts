import type { DoubleAccount } from './double-options.js';

/**
 * The numbers and short codes of an account, filtered by a part of them as Twilio does. `forbidden`: this account may not list them ·
 * `undefined`: no such resource.
 */
export function ownedSenders(
  { numbers, mayListNumbers }: Pick<DoubleAccount, 'numbers' | 'mayListNumbers'>,
  resource: string,
  query: URLSearchParams,
): Record<string, unknown> | 'forbidden' | undefined {
  const like = (form: RegExp, part: string) =>
    numbers.map(({ sender }) => sender).filter((sender) => form.test(sender) && sender.includes(part));
  const answer = (list: Record<string, unknown>) => (mayListNumbers ? { ...list, next_page_uri: null } : 'forbidden');
  switch (resource) {
    case '/IncomingPhoneNumbers.json': {
      const found = like(/^\+/, query.get('PhoneNumber') ?? '');
      return answer({ incoming_phone_numbers: found.map((phone_number) => ({ phone_number })) });
    }
    case '/SMS/ShortCodes.json': {
      const found = like(/^\d+$/, query.get('ShortCode') ?? '');
      return answer({ short_codes: found.map((short_code) => ({ short_code })) });
    }
    default:
      return undefined;
  }
}
