import { describe, expect, it } from '@jest/globals';
import { capabilityMap } from '../../../../../src/cli/commands/channels/capability-map.js';
import type { Capabilities } from '../../../../../src/contract/capabilities.js';

const HUBSPOT: Capabilities['hubspot'] = {
  deliveryIdentifierTypes: ['HS_PHONE_NUMBER'],
  threadingModel: 'DELIVERY_IDENTIFIER',
  allowConversationStart: true,
};
const capabilities = (more: Partial<Capabilities> = {}): { capabilities: Capabilities } => ({
  capabilities: { hubspot: HUBSPOT, text: { maxUnits: 160 }, idempotency: { kind: 'none' }, ...more },
});

describe('the capability map', () => {
  it('says everything, also what the adapter leaves out', () => {
    expect(capabilityMap(capabilities())).toEqual({
      ...HUBSPOT,
      richText: [],
      allowInlineImages: false,
      allowMultipleRecipients: false,
      allowOutgoingMessages: true,
      outgoingAttachmentTypes: [],
      maxFileAttachmentCount: 0,
      maxFileAttachmentSizeBytes: 0,
      maxTotalFileAttachmentSizeBytes: 0,
    });
  });

  it('gives the limits of files in numbers', () => {
    const rule = { mode: 'url' as const, types: ['image/png', 'image/jpeg'], maxBytes: 5_000_000 };
    const media = { rules: [rule], maxCount: 10 };
    expect(capabilityMap(capabilities({ media }))).toMatchObject({
      allowedFileAttachmentMimeTypes: ['image/png', 'image/jpeg'],
      maxFileAttachmentCount: 10,
      maxFileAttachmentSizeBytes: 5_000_000,
      maxTotalFileAttachmentSizeBytes: 50_000_000,
    });
  });

  it('does not limit the types where the adapter takes any', () => {
    const media = { rules: [{ mode: 'url' as const, types: ['*'], maxBytes: 5_000_000 }], maxCount: 10 };
    expect(capabilityMap(capabilities({ media }))).not.toHaveProperty('allowedFileAttachmentMimeTypes');
  });
});
