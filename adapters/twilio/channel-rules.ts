import type { Account, Capabilities } from 'channelwright/adapter';
import { channelOf, type TwilioAccountSettings, type TwilioChannel } from './settings.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const DAY_MS = 86_400_000;

/** The longest `Body`, on every channel: error 21617 above it. Source: Twilio, "Message resource". */
export const MAX_BODY = 1600;

/** Files of these types may have this many bytes. The first rule with a fitting type counts. */
export interface MediaRule {
  types: readonly string[];
  maxBytes: number;
  /** Whether `Body` is shown with the file. */
  caption: boolean;
}

export interface ChannelRules {
  media: readonly MediaRule[];
  /** Whether a location can be sent as such. */
  location: boolean;
  /** After this nothing more is heard of a message. */
  lastState: 'delivered' | 'read';
}

/** What differs between the two channels of one API. Source: Twilio, "Accepted content types" and the WhatsApp pages. */
export const CHANNEL_RULES: Readonly<Record<TwilioChannel, ChannelRules>> = {
  sms: {
    media: [
      { types: ['image/jpeg', 'image/png', 'image/gif'], maxBytes: 5 * MIB, caption: true },
      { types: ['image/*', 'audio/*', 'video/*', 'text/*', 'application/pdf'], maxBytes: 500 * KIB, caption: true },
    ],
    location: false,
    lastState: 'delivered',
  },
  whatsapp: {
    media: [
      { types: ['image/*', 'video/*'], maxBytes: 16 * MIB, caption: true },
      { types: ['audio/*', 'text/*', 'application/*'], maxBytes: 16 * MIB, caption: false },
    ],
    location: true,
    lastState: 'read',
  },
};

/** What the definition declares for both channels together; `planParts` applies the narrower rules of the account's own. */
export const CAPABILITIES: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['HS_PHONE_NUMBER'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    allowConversationStart: true,
    outgoingAttachmentTypes: ['FILE'],
  },
  content: ['location', 'template'],
  text: { maxUnits: MAX_BODY, overflow: 'split' },
  media: {
    rules: [{ mode: 'url', types: ['image/*', 'audio/*', 'video/*', 'text/*', 'application/*'], maxBytes: 16 * MIB }],
    maxCount: 10,
  },
  window: { ms: DAY_MS },
  idempotency: { kind: 'correlation' },
};

/** What an account can do. Only WhatsApp closes a window, and has templates to open it: HX… of Twilio's Content API. */
export function capabilitiesFor({ settings }: Account<TwilioAccountSettings>): Capabilities {
  if (channelOf(settings) === 'whatsapp') return CAPABILITIES;
  const { window: _none, ...capabilities } = CAPABILITIES;
  return { ...capabilities, content: [] };
}

/** The rule for a MIME type; `undefined`: the channel does not carry it. An unstated type is left to Twilio to judge. */
export function mediaRule(channel: TwilioChannel, type: string | undefined): MediaRule | undefined {
  const { media } = CHANNEL_RULES[channel];
  if (type === undefined) return media[0];
  return media.find((rule) => rule.types.some((pattern) => fits(pattern, type.toLowerCase())));
}

function fits(pattern: string, type: string): boolean {
  return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}
