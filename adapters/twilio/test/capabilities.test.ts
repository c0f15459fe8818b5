import { describe, expect, it } from '@jest/globals';
import type { Account, ContentItem, FileItem } from 'channelwright/adapter';
import { aPlanContext } from 'channelwright/testing';
import { capabilitiesFor } from '../capabilities.js';
import twilio from '../index.js';
import type { TwilioAccountSettings } from '../settings.js';
import { PEER, twilioAccount, whatsappAccount } from './support.js';

const HOUR = 3_600_000;
const MIB = 1024 * 1024;

/** Twilio's messages are planned by what it declares, and by nothing else. */
function plan(account: Account<TwilioAccountSettings>, content: ContentItem[]) {
  const to = { type: 'HS_PHONE_NUMBER', value: PEER } as const;
  return aPlanContext(twilio, account).plan({ id: 'm1', threadId: 't1', createdAtMs: 0, to, content });
}

function file(type: string, size = 1000, more: Partial<FileItem> = {}): FileItem {
  return { kind: 'file', ref: { kind: 'hubspot', fileId: '1' }, type, size, usage: 'OTHER', ...more };
}

const text = (value: string): ContentItem => ({ kind: 'text', text: value });
const rejected = (failure: string) => ({ rejected: expect.objectContaining({ class: failure, scope: 'message' }) });
const asLink = (words: string) => [{ items: [text(`${words}: https://connector.example.com/files/a`)] }];

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
    const words = 'word '.repeat(320);
    expect(plan(twilioAccount(), [text(`${words}end`)])).toEqual([
      { items: [text(words.trimEnd())] },
      { items: [text('end')], continues: true },
    ]);
  });

  it.each([
    ['a large picture', file('image/jpeg', 6 * MIB, { name: 'a' }), 'a (6 MB)'],
    ['a large document', file('application/pdf', 600 * 1024, { name: 'a' }), 'a (600 KB)'],
    ['a spreadsheet', file('application/vnd.ms-excel', 1000, { name: 'a' }), 'a (1000 bytes)'],
  ])('by SMS with a link to %s, which MMS does not take', (_, item, words) => {
    expect(plan(twilioAccount(), [item])).toEqual(asLink(words));
  });

  it.each([
    ['a huge file by WhatsApp', whatsappAccount(), file('video/mp4', 17 * MIB), 'media-too-large'],
    ['a font by WhatsApp', whatsappAccount(), file('font/woff2'), 'media-type-refused'],
    ['what nobody knows', twilioAccount(), { kind: 'unsupported' } as ContentItem, 'content-unsupported'],
    ['nothing but white space', twilioAccount(), text(' \n'), 'content-empty'],
  ])('not at all when it holds %s', (_, account, item, failure) => {
    expect(plan(account, [item])).toEqual(rejected(failure));
  });

  it('whole or not at all: one refused file keeps the text back', () => {
    expect(plan(whatsappAccount(), [text('See'), file('font/woff2')])).toEqual(rejected('media-type-refused'));
  });

  it('by WhatsApp with files that SMS would not carry', () => {
    const sheet = file('application/vnd.ms-excel', 10 * MIB);
    expect(plan(whatsappAccount(), [sheet])).toEqual([{ items: [sheet] }]);
  });

  it('with a caption beside the file where it is shown, before it where it is not', () => {
    const picture = file('image/png', 1000, { caption: 'Front door' });
    expect(plan(whatsappAccount(), [picture])).toEqual([{ items: [picture] }]);
    expect(plan(whatsappAccount(), [file('application/pdf', 1000, { caption: 'The form' })])).toEqual([
      { items: [text('The form')] },
      { items: [file('application/pdf')] },
    ]);
  });

  it('with a place as a place on WhatsApp, as a link by SMS', () => {
    const place: ContentItem = { kind: 'location', latitude: 35.6, longitude: 139.7, name: 'Tower' };
    expect(plan(whatsappAccount(), [place])).toEqual([{ items: [place] }]);
    expect(plan(twilioAccount(), [place])).toEqual([
      { items: [text('Tower\nhttps://www.google.com/maps/search/?api=1&query=35.6,139.7')] },
    ]);
  });

  it('with contacts and quick replies written out: Twilio has them in templates only', () => {
    const contact: ContentItem = { kind: 'contact', phones: [{ phone: PEER }] };
    const replies: ContentItem = { kind: 'quickReplies', replies: [{ value: 'Yes', valueType: 'TEXT' }] };
    expect(plan(whatsappAccount(), [text('Well?'), replies, contact])).toEqual([
      { items: [text('Well?\nYes')] },
      { items: [text(PEER)] },
    ]);
  });
});

describe('what an account can do', () => {
  it('is templates and a window of 24 hours by WhatsApp, neither by SMS', () => {
    const byWhatsApp = capabilitiesFor(whatsappAccount());
    expect([byWhatsApp.window, byWhatsApp.content]).toEqual([{ ms: 24 * HOUR }, ['location', 'template']]);
    const bySms = capabilitiesFor(twilioAccount());
    expect([bySms.window, bySms.content]).toEqual([undefined, undefined]);
  });
});
