import type { AdapterSubject } from 'channelwright/testing';
import { subject as line } from '../../../adapters/line/test/conformance-subject.js';
import { byWebhook as telegram } from '../../../adapters/telegram/test/conformance-subject.js';
import { sms, whatsapp as whatsappByTwilio } from '../../../adapters/twilio/test/conformance-subject.js';
import { subject as webhook } from '../../../adapters/webhook/test/conformance-subject.js';
import { subject as whatsapp } from '../../../adapters/whatsapp/test/conformance-subject.js';

/** Every adapter that receives webhooks, with a provider that answers in this process. */
export const subjects = {
  webhook,
  'twilio, SMS': sms,
  'twilio, WhatsApp': whatsappByTwilio,
  whatsapp,
  line,
  telegram,
} as unknown as Readonly<Record<string, AdapterSubject>>;
