import { describe, expect, it } from '@jest/globals';
import type { Capabilities } from '../../../../src/contract/capabilities.js';
import type { ContentItem, FileItem } from '../../../../src/contract/content-item.js';
import { planByCapabilities } from '../../../../src/delivery/preparation/default-planner.js';

const TEXT_ONLY: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['HS_PHONE_NUMBER'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    allowConversationStart: true,
  },
  text: { maxUnits: 10 },
  idempotency: { kind: 'none' },
};
const WITH_MEDIA: Capabilities = {
  ...TEXT_ONLY,
  media: { rules: [{ mode: 'url', types: ['image/*', 'application/pdf'], maxBytes: 1_000 }], maxCount: 2 },
};

const text = (words: string): ContentItem => ({ kind: 'text', text: words });
const file = (changes: Partial<FileItem> = {}): FileItem => ({
  kind: 'file',
  ref: { kind: 'hubspot', fileId: '1' },
  usage: 'IMAGE',
  type: 'image/png',
  size: 10,
  ...changes,
});

function plan(content: ContentItem[], capabilities: Capabilities = WITH_MEDIA) {
  const to = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
  return planByCapabilities(
    { id: '1', threadId: '2', createdAtMs: 0, to, content },
    capabilities,
    () => 'https://f.example/1',
  );
}
const refused = (failure: string) => ({ rejected: expect.objectContaining({ class: failure, scope: 'message' }) });

describe('planning by capabilities', () => {
  it('makes one part of a text that fits, rich text and all', () => {
    const rich = { kind: 'text', text: 'Hi', richText: '<b>Hi</b>' } as const;
    expect(plan([rich])).toEqual([{ items: [rich] }]);
  });

  it('cuts a long text; what follows continues what came before', () => {
    expect(plan([text('one two three')])).toEqual([
      { items: [text('one two')] },
      { items: [text('three')], continues: true },
    ]);
  });

  it('refuses a long text where the channel wants none', () => {
    const strict = { ...TEXT_ONLY, text: { maxUnits: 10, overflow: 'reject' as const } };
    expect(plan([text('one two three')], strict)).toEqual(refused('content-too-long'));
  });

  it('gives each file a part of its own, after the text', () => {
    expect(plan([text('Hi'), file(), file()])).toEqual([
      { items: [text('Hi')] },
      { items: [file()] },
      { items: [file()] },
    ]);
  });

  it('packs several items into a call where the provider takes that', () => {
    expect(plan([text('Hi'), file(), file()], { ...WITH_MEDIA, itemsPerPart: 2 })).toEqual([
      { items: [text('Hi'), file()] },
      { items: [file()], continues: true },
    ]);
  });

  it.each([
    ['too large', file({ size: 1_001 }), 'media-too-large'],
    ['of another type', file({ type: 'video/mp4' }), 'media-type-refused'],
  ])('refuses the whole message for a file that is %s', (_why, bad, failure) => {
    expect(plan([text('Hi'), bad])).toEqual(refused(failure));
  });

  it('refuses more files than the provider takes, and any file where it takes none', () => {
    expect(plan([file(), file(), file()])).toEqual(refused('content-unsupported'));
    expect(plan([file()], TEXT_ONLY)).toEqual(refused('content-unsupported'));
  });

  it('leaves a place as it is where the channel shows places', () => {
    const place = { kind: 'location', latitude: 1, longitude: 2 } as const;
    expect(plan([place], { ...WITH_MEDIA, content: ['location'] })).toEqual([{ items: [place] }]);
  });

  it('refuses, or replaces, characters that the provider cannot carry', () => {
    const encode = (words: string) => ({ units: words.length, unsupported: words.includes('☃') ? ['☃'] : [] });
    expect(plan([text('a☃')], { ...TEXT_ONLY, text: { maxUnits: 10, encode } })).toEqual(
      refused('content-unsupported'),
    );
    const replacing = { maxUnits: 10, encode, unsupported: { replaceWith: '?' } };
    expect(plan([text('a☃')], { ...TEXT_ONLY, text: replacing })).toEqual([{ items: [text('a?')] }]);
  });

  it('refuses a message with nothing in it', () => {
    expect(plan([])).toEqual(refused('content-empty'));
  });
});
