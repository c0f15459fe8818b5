import type { Way } from './customer.js';
import { OUR_NUMBER } from './our-addresses.js';
import { LINE_BOT, META, TELEGRAM_BOT, TWILIO } from './providers.js';

/** What an admin types into the connect form of a channel, by the names of its fields. */
export function credentials(way: Way): Record<string, string> {
  const settings = accountSettings(way);
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`settings.${name}`, value]));
}

function accountSettings(way: Way): Record<string, string> {
  const { accessToken, phoneNumberId, wabaId } = META;
  switch (way) {
    case 'sms':
      return { ...TWILIO, from: OUR_NUMBER };
    case 'whatsapp':
      return { accessToken, phoneNumberId, wabaId };
    case 'line':
      return LINE_BOT;
    case 'telegram':
      return { botToken: TELEGRAM_BOT.token, webhookSecret: TELEGRAM_BOT.webhookSecret };
    case 'chat':
      return {};
  }
}
