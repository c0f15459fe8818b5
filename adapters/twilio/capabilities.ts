import type { Account, Capabilities, MediaRule } from 'channelwright/adapter';
import { channelOf, type TwilioAccountSettings } from './settings.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const DAY_MS = 86_400_000;

/** The longest `Body`, on every channel: error 21617 above it. Source: Twilio, "Message resource". */
export const MAX_BODY = 1600;

/** MMS, where the carrier has it. `Body` is shown with the file. Source: Twilio, "Accepted content types". */
const MMS: MediaRule[] = [
  { mode: 'url', types: ['image/jpeg', 'image/png', 'image/gif'], maxBytes: 5 * MIB, maxCaption: MAX_BODY },
  {
    mode: 'url',
    types: ['image/*', 'audio/*', 'video/*', 'text/*', 'application/pdf'],
    maxBytes: 500 * KIB,
    maxCaption: MAX_BODY,
  },
];

/** `Body` is shown with pictures and films only. Source: Twilio, "WhatsApp media messages". */
const WHATSAPP_MEDIA: MediaRule[] = [
  { mode: 'url', types: ['image/*', 'video/*'], maxBytes: 16 * MIB, maxCaption: MAX_BODY },
  { mode: 'url', types: ['audio/*', 'text/*', 'application/*'], maxBytes: 16 * MIB },
];

/** What any account can do at most: WhatsApp. Templates are those of Twilio's Content API, named by their HX… */
export const CAPABILITIES: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['HS_PHONE_NUMBER'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    allowConversationStart: true,
    outgoingAttachmentTypes: ['FILE'],
  },
  content: ['location', 'template'],
  text: { maxUnits: MAX_BODY },
  media: { rules: WHATSAPP_MEDIA, maxCount: 10 },
  window: { ms: DAY_MS },
  idempotency: { kind: 'correlation' },
};

/** SMS knows no places, no templates and no window. A file that MMS does not take goes as a link. */
const SMS: Capabilities = {
  hubspot: CAPABILITIES.hubspot,
  text: CAPABILITIES.text,
  media: { rules: MMS, maxCount: 10, otherwise: 'link' },
  idempotency: CAPABILITIES.idempotency,
};

/** What an account can do depends on which of the two channels its sender is on. */
export function capabilitiesFor({ settings }: Account<TwilioAccountSettings>): Capabilities {
  return channelOf(settings) === 'whatsapp' ? CAPABILITIES : SMS;
}
