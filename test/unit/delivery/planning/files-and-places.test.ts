import { describe, expect, it } from '@jest/globals';
import type { Capabilities, MediaCapability } from '../../../../src/contract/capabilities.js';
import type { ContentItem, FileItem } from '../../../../src/contract/content-item.js';
import { plan, TEXT_ONLY } from './plan.js';

const MIB = 1024 * 1024;
const text = (words: string): ContentItem => ({ kind: 'text', text: words });
const file = (changes: Partial<FileItem> = {}): FileItem => ({
  kind: 'file',
  ref: { kind: 'hubspot', fileId: '7' },
  usage: 'OTHER',
  type: 'image/png',
  size: 10,
  ...changes,
});

const MEDIA: MediaCapability = {
  rules: [
    { mode: 'url', types: ['image/*'], maxBytes: 100, maxCaption: 5 },
    { mode: 'upload', types: ['image/png', 'application/pdf'], maxBytes: 1000 },
  ],
  maxCount: 2,
};
const can = (media: MediaCapability, more: Partial<Capabilities> = {}): Capabilities => ({
  ...TEXT_ONLY,
  media,
  ...more,
});
const refused = (failure: string, detail: string) => ({
  rejected: { class: failure, scope: 'message', detail: expect.stringContaining(detail) },
});

describe('a file', () => {
  it('goes by the first rule that takes its type and its size', () => {
    for (const item of [file(), file({ size: 500 }), file({ type: 'IMAGE/PNG; x=y' }), file({ type: 'image/gif' })]) {
      expect(plan([item], can(MEDIA))).toEqual([{ items: [item] }]);
    }
  });

  it('goes where its type or size is not known: the provider judges it', () => {
    const { type: _type, size: _size, ...unknown } = file();
    expect(plan([unknown], can(MEDIA))).toEqual([{ items: [unknown] }]);
  });

  it.each([
    [
      'of another type',
      file({ type: 'video/mp4', size: 5 * MIB }),
      'media-type-refused',
      'item 2, a file of type video/mp4 of 5 MB',
    ],
    [
      'too large',
      file({ type: 'image/gif', size: 500 }),
      'media-too-large',
      'item 2, a file of type image/gif of 500 bytes',
    ],
  ])('that is %s refuses the message, and says which it was', (_what, item, failure, detail) => {
    expect(plan([text('Hi'), item], can(MEDIA))).toEqual(refused(failure, detail));
  });

  it('too many refuses the message', () => {
    expect(plan([file(), file(), file()], can(MEDIA))).toEqual(refused('content-unsupported', 'item 3'));
  });

  it.each([
    [
      'of another type',
      { name: 'tour.mp4', type: 'video/mp4', size: 20 * MIB },
      'tour.mp4 (20 MB): https://files.example/7',
    ],
    ['too large', { name: 'a.gif', type: 'image/gif', size: 1536 }, 'a.gif (1.5 KB): https://files.example/7'],
    ['without name and size', { type: 'video/mp4', size: undefined as never }, 'File: https://files.example/7'],
    ['with a caption', { name: 'a', type: 'x/y', caption: 'See' }, 'See\na (10 bytes): https://files.example/7'],
  ])('that is %s goes as a link where the channel wants that', (_what, changes, expected) => {
    expect(plan([file(changes)], can({ ...MEDIA, otherwise: 'link' }))).toEqual([{ items: [text(expected)] }]);
  });

  it('beyond the count goes as a link, too', () => {
    const parts = plan([file(), file(), file({ name: 'c' })], can({ ...MEDIA, otherwise: 'link' }));
    expect(parts).toEqual([
      { items: [file()] },
      { items: [file()] },
      { items: [text('c (10 bytes): https://files.example/7')] },
    ]);
  });

  it('goes as a link where the channel has no files at all', () => {
    const media = { rules: [], maxCount: 1, otherwise: 'link' as const };
    expect(plan([text('Hi'), file({ name: 'a' })], can(media))).toEqual([
      { items: [text('Hi')] },
      { items: [text('a (10 bytes): https://files.example/7')] },
    ]);
  });

  it('keeps a caption that fits; another goes before it', () => {
    expect(plan([file({ caption: 'short' })], can(MEDIA))).toEqual([{ items: [file({ caption: 'short' })] }]);
    expect(plan([file({ caption: 'longer' })], can(MEDIA))).toEqual([{ items: [text('longer')] }, { items: [file()] }]);
    expect(plan([file({ size: 500, caption: 'short' })], can(MEDIA))).toEqual([
      { items: [text('short')] },
      { items: [file({ size: 500 })] },
    ]);
  });
});

describe('what a channel cannot show', () => {
  it.each([
    [
      'a place',
      { kind: 'location', latitude: 35.6586, longitude: 139.7454 },
      'https://www.google.com/maps/search/?api=1&query=35.6586,139.7454',
    ],
    [
      'a place near zero',
      { kind: 'location', latitude: 1e-9, longitude: -0.5 },
      'https://www.google.com/maps/search/?api=1&query=0,-0.5',
    ],
    [
      'a place with all there is to say',
      {
        kind: 'location',
        latitude: 1,
        longitude: 2,
        name: 'Tower',
        address: '4-2-8 Shibakoen',
        url: 'https://maps.example/t',
      },
      'Tower\n4-2-8 Shibakoen\nhttps://maps.example/t',
    ],
    [
      'a contact',
      {
        kind: 'contact',
        name: { firstName: 'Aiko', lastName: 'Sato' },
        org: { company: 'Acme', title: 'Buyer' },
        phones: [{ phone: '+81312345678' }],
        emails: [{ email: 'aiko@example.com' }],
        urls: [{ url: 'https://example.com' }],
      },
      'Aiko Sato\nBuyer, Acme\n+81312345678\naiko@example.com\nhttps://example.com',
    ],
  ] as [string, ContentItem, string][])('is written out: %s', (_what, item, expected) => {
    expect(plan([item])).toEqual([{ items: [text(expected)] }]);
  });

  it('goes as it is where the channel shows it', () => {
    const items: ContentItem[] = [{ kind: 'location', latitude: 1, longitude: 2 }, { kind: 'contact' }];
    expect(plan(items, { ...TEXT_ONLY, content: ['location', 'contact'] })).toEqual(
      items.map((item) => ({ items: [item] })),
    );
  });

  it('refuses the message where nobody knows what it is', () => {
    expect(plan([text('Hi'), { kind: 'unsupported', description: 'MESSAGE_HEADER' }])).toEqual(
      refused('content-unsupported', 'item 2, which HubSpot calls MESSAGE_HEADER'),
    );
  });

  it('is nothing to send where it says nothing', () => {
    expect(plan([{ kind: 'contact' }, text(' ')])).toEqual({ rejected: { class: 'content-empty', scope: 'message' } });
  });
});
