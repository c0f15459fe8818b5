import type { AdapterDefinition } from '../../contract/adapter-definition.js';
import type { ChannelCapabilities } from '../../hubspot/schemas/channel.js';

const ANY_TYPE = '*/*';

/**
 * The whole of what HubSpot is told a channel can do. Every key is written: what HubSpot makes of a missing one, and whether it
 * merges a map or replaces it, is not documented.
 * Source: HubSpot, custom channels guide, "channel capabilities".
 */
export function capabilityMap({ capabilities }: Pick<AdapterDefinition, 'capabilities'>): ChannelCapabilities {
  const { hubspot, media } = capabilities;
  const { outgoingAttachmentTypes = [], richText = [], allowInlineImages = false } = hubspot;
  const maxFileAttachmentCount = media?.maxCount ?? 0;
  const maxFileAttachmentSizeBytes = media?.maxBytes ?? 0;
  return {
    deliveryIdentifierTypes: hubspot.deliveryIdentifierTypes,
    threadingModel: hubspot.threadingModel,
    allowConversationStart: hubspot.allowConversationStart,
    allowInlineImages,
    allowMultipleRecipients: false,
    // Without it HubSpot sends no webhooks about what agents write.
    allowOutgoingMessages: true,
    richText,
    outgoingAttachmentTypes,
    // Left out, HubSpot allows what it allows; whether it knows wildcards is not documented.
    ...(media === undefined || media.types.includes(ANY_TYPE) ? {} : { allowedFileAttachmentMimeTypes: media.types }),
    maxFileAttachmentCount,
    maxFileAttachmentSizeBytes,
    maxTotalFileAttachmentSizeBytes: maxFileAttachmentCount * maxFileAttachmentSizeBytes,
  };
}

/** Whether HubSpot has it all already. The order of a list means nothing; keys that we do not write are none of our business. */
export function hasCapabilities(present: ChannelCapabilities, wanted: ChannelCapabilities): boolean {
  return Object.entries(wanted).every(([key, value]) => normal(present[key]) === normal(value));
}

function normal(value: unknown): string {
  return JSON.stringify(Array.isArray(value) ? [...value].sort() : (value ?? null));
}
