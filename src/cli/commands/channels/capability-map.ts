import type { AdapterDefinition } from '../../../contract/adapter-definition.js';
import type { ChannelCapabilities } from '../../../hubspot/schemas/channel.js';

const ANY_TYPE = '*';
/** What goes as a link may be of any type, and of any size that HubSpot keeps for an agent. */
const LINKED_BYTES = 100_000_000;

/**
 * The whole of what HubSpot is told a channel can do. Every key is written: what HubSpot makes of a missing one, and whether it
 * merges a map or replaces it, is not documented.
 * Source: HubSpot, custom channels guide, "channel capabilities".
 */
export function capabilityMap({ capabilities }: Pick<AdapterDefinition, 'capabilities'>): ChannelCapabilities {
  const { hubspot, media } = capabilities;
  const { outgoingAttachmentTypes = [], richText = [], allowInlineImages = false } = hubspot;
  const maxFileAttachmentCount = media?.maxCount ?? 0;
  const rules = media?.rules ?? [];
  const types = [...new Set(rules.flatMap((rule) => rule.types))];
  const linked = media?.otherwise === 'link';
  const maxFileAttachmentSizeBytes = Math.max(linked ? LINKED_BYTES : 0, ...rules.map(({ maxBytes }) => maxBytes));
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
    ...(types.length > 0 && !linked && !types.includes(ANY_TYPE) ? { allowedFileAttachmentMimeTypes: types } : {}),
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
