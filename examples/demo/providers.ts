import { randomBytes } from 'node:crypto';
import type { ProviderDouble } from 'channelwright/double';
import { LineDouble, TelegramDouble, TwilioDouble, WebhookDouble, WhatsAppDouble } from 'channelwright/testing';
import type { Way } from './customer.js';
import { OUR_NUMBER } from './our-addresses.js';

/** The Twilio account has one besides: WhatsApp tells what was read. */
export const OUR_WHATSAPP = `whatsapp:${OUR_NUMBER}`;
/** Between two receipts for one message. */
const STEP_MS = 120;

/** Shared with the doubles; new for each run. */
export const TWILIO = { accountSid: `AC${hex(16)}`, authToken: hex(16) };
export const META = {
  appSecret: hex(16),
  verifyToken: hex(8),
  accessToken: hex(16),
  phoneNumberId: '5550100',
  wabaId: '5550101',
};
export const LINE_BOT = { botUserId: `U${hex(16)}`, channelAccessToken: hex(16), channelSecret: hex(16) };
export const TELEGRAM_BOT = { token: `5550100:${hex(18)}`, webhookSecret: hex(16) };
export const CHAT_SECRET = `whsec_${randomBytes(32).toString('base64')}`;

/** The providers of the day, each of them a double on this machine. */
export interface Providers extends Record<Way, ProviderDouble> {
  sms: TwilioDouble;
  whatsapp: WhatsAppDouble;
  line: LineDouble;
  telegram: TelegramDouble;
  chat: WebhookDouble;
}

/** @param started is told of each as soon as it is up, so that it can be ended whatever happens to the others */
export async function startProviders(started: (double: ProviderDouble) => void): Promise<Providers> {
  const up = async <T extends ProviderDouble>(starting: Promise<T>): Promise<T> => {
    const double = await starting;
    started(double);
    return double;
  };
  const { accessToken, phoneNumberId, wabaId, appSecret } = META;
  const numbers = [{ phoneNumberId, number: OUR_NUMBER.slice(1) }];
  const { token, webhookSecret } = TELEGRAM_BOT;
  return {
    sms: await up(
      TwilioDouble.start({
        accounts: [{ ...TWILIO, numbers: [{ sender: OUR_NUMBER }, { sender: OUR_WHATSAPP }] }],
        stepMs: STEP_MS,
      }),
    ),
    whatsapp: await up(
      WhatsAppDouble.start({ businesses: [{ wabaId, accessToken, numbers }], appSecret, stepMs: STEP_MS }),
    ),
    line: await up(LineDouble.start({ bots: [LINE_BOT] })),
    telegram: await up(TelegramDouble.start({ bots: [{ token, webhookSecret }] })),
    chat: await up(
      WebhookDouble.start({
        signingSecret: CHAT_SECRET,
        receipts: { states: ['delivered', 'read'], byCorrelation: true },
      }),
    ),
  };
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
