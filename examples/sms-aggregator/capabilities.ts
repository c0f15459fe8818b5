import { type Account, type Capabilities, shiftJisBytes } from 'channelwright/adapter';
import type { AccountSettings } from './settings.js';

/** Bytes of Shift_JIS in one short message, and in a long one, which costs a segment for each 134 bytes. */
const SHORT_BYTES = 140;
const LONG_BYTES = 1340;

const capabilities: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['HS_PHONE_NUMBER'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    allowConversationStart: true,
    outgoingAttachmentTypes: ['FILE'],
  },
  text: {
    maxUnits: LONG_BYTES,
    encode: shiftJisBytes({ newline: 2 }),
    // What a Japanese typesetter puts where a character is missing. Better a gap than a message that never goes.
    unsupported: { replaceWith: '〓' },
  },
  // SMS carries no files: each goes as a link.
  media: { rules: [], maxCount: 10, otherwise: 'link' },
  // Our reference comes back in every report.
  idempotency: { kind: 'correlation' },
};

const short: Capabilities = { ...capabilities, text: { ...capabilities.text, maxUnits: SHORT_BYTES } };

/** A contract without long messages gets several short ones. */
export function capabilitiesFor({ settings }: Account<AccountSettings>): Capabilities {
  return settings.longMessages ? capabilities : short;
}

export { capabilities };
