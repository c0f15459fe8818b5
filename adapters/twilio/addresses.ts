import type { Account, Address } from 'channelwright/adapter';
import { channelOf, type TwilioAccountSettings, type TwilioChannel } from './settings.js';

const WHATSAPP = 'whatsapp:';

/** HubSpot's form → Twilio's: the number, with the prefix on WhatsApp. */
export function toTwilio(value: string, channel: TwilioChannel): string {
  return channel === 'whatsapp' && !value.startsWith(WHATSAPP) ? WHATSAPP + value : value;
}

/**
 * Twilio's form → HubSpot's. A short code is all digits; what is neither (an alphanumeric sender, a WhatsApp user id without
 * a number) only Twilio understands and is passed through whole.
 */
export function fromTwilio(value: string): Address {
  const bare = value.startsWith(WHATSAPP) ? value.slice(WHATSAPP.length) : value;
  if (/^\+\d{5,15}$/.test(bare)) return { type: 'HS_PHONE_NUMBER', value: bare };
  if (/^\d{3,8}$/.test(bare)) return { type: 'HS_SHORT_CODE', value: bare };
  return { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value };
}

/** Our own sender as Twilio writes it, or undefined where a messaging service picks it and HubSpot's address is no number. */
export function senderOf(account: Account<TwilioAccountSettings>): string | undefined {
  const { settings, address } = account;
  if (settings.from !== undefined) return toTwilio(settings.from, channelOf(settings));
  return address.type === 'CHANNEL_SPECIFIC_OPAQUE_ID' ? undefined : toTwilio(address.value, channelOf(settings));
}

export function identity(accountSid: string, sender: string): string {
  return `${accountSid}/${sender}`;
}

/** How Twilio's webhooks name an account: its SID together with the number or the messaging service. */
export function identitiesOf(account: Account<TwilioAccountSettings>): string[] {
  const { accountSid, messagingServiceSid } = account.settings;
  const sender = senderOf(account);
  return [sender, messagingServiceSid].filter((s) => s !== undefined).map((s) => identity(accountSid, s));
}
