import type { Capabilities, TextCapability } from '../../../../src/contract/capabilities.js';
import type { ContentItem, FileItem, TextItem } from '../../../../src/contract/content-item.js';
import { planByCapabilities } from '../../../../src/delivery/preparation/default-planner.js';

export const TEXT_ONLY: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['HS_PHONE_NUMBER'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    allowConversationStart: true,
  },
  text: { maxUnits: 1000 },
  idempotency: { kind: 'none' },
};

export function plan(content: ContentItem[], capabilities: Capabilities = TEXT_ONLY) {
  const to = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
  const fileLink = ({ ref }: FileItem) => `https://files.example/${ref.kind === 'hubspot' ? ref.fileId : ref.kind}`;
  return planByCapabilities({ id: '1', threadId: '2', createdAtMs: 0, to, content }, capabilities, fileLink);
}

/** The texts of a plan, each as a planned item; the class of the refusal where there is one. */
export function plannedTexts(item: string | Omit<TextItem, 'kind'>, text: TextCapability): TextItem[] {
  const written = typeof item === 'string' ? { text: item } : item;
  const parts = plan([{ kind: 'text', ...written }], { ...TEXT_ONLY, text });
  if ('rejected' in parts) throw new Error(`refused: ${JSON.stringify(parts.rejected)}`);
  return parts.flatMap(({ items }) => items.filter((one) => one.kind === 'text'));
}

export function pieces(words: string, text: TextCapability): string[] {
  return plannedTexts(words, text).map(({ text }) => text);
}
