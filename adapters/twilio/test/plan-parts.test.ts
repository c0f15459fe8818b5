import { describe, expect, it } from '@jest/globals';
import type { Account, ContentItem, FileItem, PlanContext } from 'channelwright/adapter';
import fc from 'fast-check';
import { capabilitiesFor } from '../channel-rules.js';
import { planParts } from '../plan-parts.js';
import type { TwilioAccountSettings } from '../settings.js';
import { splitText } from '../split-text.js';
import { PEER, twilioAccount, whatsappAccount } from './support.js';

const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const MIB = 1024 * 1024;
const peer = { type: 'HS_PHONE_NUMBER', value: PEER } as const;

function plan(account: Account<TwilioAccountSettings>, content: ContentItem[]) {
  const conversation = { key: 'c1', address: peer, aliases: [peer] };
  const message = { id: 'm1', threadId: 't1', createdAtMs: NOW, to: peer, content };
  const context = { account, conversation, nowMs: NOW };
  return planParts(message, context as PlanContext<TwilioAccountSettings>);
}

function file(type: string, size = 1000, caption?: string): FileItem {
  const ref = { kind: 'hubspot', fileId: '1' } as const;
  return { kind: 'file', ref, type, size, usage: 'OTHER', ...(caption === undefined ? {} : { caption }) };
}

const text = (value: string): ContentItem => ({ kind: 'text', text: value });
const rejected = (failure: string) => ({ rejected: expect.objectContaining({ class: failure, scope: 'message' }) });

describe('a message is planned', () => {
  it('as its text, then one call per file', () => {
    const [picture, paper] = [file('image/jpeg'), file('application/pdf')];
    expect(plan(twilioAccount(), [text('Here you are'), picture, paper])).toEqual([
      { items: [text('Here you are')] },
      { items: [picture] },
      { items: [paper] },
    ]);
  });

  it('as texts of at most 1600 characters that depend on each other', () => {
    const long = `${'word '.repeat(400)}end`;
    const drafts = plan(twilioAccount(), [text(long)]);
    expect(drafts).toEqual([
      { items: [text(expect.any(String) as never)] },
      { items: [expect.anything()], continues: true },
    ]);
  });

  it.each([
    ['a large picture by SMS', twilioAccount(), file('image/jpeg', 6 * MIB), 'media-too-large'],
    ['a large document by SMS', twilioAccount(), file('application/pdf', 600 * 1024), 'media-too-large'],
    ['a spreadsheet by SMS', twilioAccount(), file('application/vnd.ms-excel'), 'media-type-refused'],
    ['a huge file by WhatsApp', whatsappAccount(), file('video/mp4', 17 * MIB), 'media-too-large'],
    ['a font by WhatsApp', whatsappAccount(), file('font/woff2'), 'media-type-refused'],
    ['quick replies', twilioAccount(), { kind: 'quickReplies', replies: [] } as ContentItem, 'content-unsupported'],
    ['a contact', whatsappAccount(), { kind: 'contact' } as ContentItem, 'content-unsupported'],
    ['nothing but white space', twilioAccount(), text(' \n'), 'content-empty'],
  ])('not at all when it holds %s', (_, account, item, failure) => {
    expect(plan(account, [item])).toEqual(rejected(failure));
  });

  it('whole or not at all: one refused file keeps the text back', () => {
    expect(plan(twilioAccount(), [text('See'), file('font/woff2')])).toEqual(rejected('media-type-refused'));
  });

  it('by WhatsApp with files that SMS would not carry', () => {
    const sheet = file('application/vnd.ms-excel', 10 * MIB);
    expect(plan(whatsappAccount(), [sheet])).toEqual([{ items: [sheet] }]);
  });

  it('with a caption beside the file where it is shown, before it where it is not', () => {
    const picture = file('image/png', 1000, 'Front door');
    expect(plan(whatsappAccount(), [picture])).toEqual([{ items: [picture] }]);
    expect(plan(whatsappAccount(), [file('application/pdf', 1000, 'The form')])).toEqual([
      { items: [text('The form')] },
      { items: [file('application/pdf')] },
    ]);
  });

  it('with a place as a place on WhatsApp, as a link by SMS', () => {
    const place: ContentItem = { kind: 'location', latitude: 35.6, longitude: 139.7, name: 'Tower' };
    expect(plan(whatsappAccount(), [place])).toEqual([{ items: [place] }]);
    expect(plan(twilioAccount(), [place])).toEqual([{ items: [text('Tower\nhttps://maps.google.com/?q=35.6,139.7')] }]);
  });
});

describe('what an account can do', () => {
  it('is templates and a window of 24 hours by WhatsApp, neither by SMS', () => {
    const byWhatsApp = capabilitiesFor(whatsappAccount());
    expect([byWhatsApp.window, byWhatsApp.content]).toEqual([{ ms: 24 * HOUR }, ['location', 'template']]);
    const bySms = capabilitiesFor(twilioAccount());
    expect([bySms.window, bySms.content]).toEqual([undefined, []]);
  });
});

describe('a long text is cut', () => {
  it('after a line, else after a word, else between characters as people see them', () => {
    expect(splitText('one two\nthree four', 12)).toEqual(['one two', 'three four']);
    expect(splitText('one two three', 9)).toEqual(['one two', 'three']);
    expect(splitText('👩‍👩‍👧👩‍👩‍👧', 12)).toEqual(['👩‍👩‍👧', '👩‍👩‍👧']);
  });

  it('so that every piece fits and no character is lost', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 20, max: 60 }), (value, limit) => {
        const pieces = splitText(value, limit);
        for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(limit);
        expect(pieces.join('').replace(/\s/g, '')).toBe(value.replace(/\s/g, ''));
        for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
      }),
    );
  });
});
