import { describe, expect, it } from '@jest/globals';
import type { ContentItem, QuickRepliesItem } from 'channelwright/adapter';
import { aPlanContext } from 'channelwright/testing';
import { checkMessage } from '../double/check-message.js';
import { WhatsAppDouble } from '../double/index.js';
import whatsapp from '../index.js';
import { messagePayload } from '../message-payload.js';
import { planParts } from '../plan-parts.js';
import { channelSettings } from '../settings.js';
import { ACCESS_TOKEN, part, SETTINGS, sendContext, WABA_ID, whatsappAccount } from './support.js';

type Reply = QuickRepliesItem['replies'][number];
const answer = (value: string): Reply => ({ value, valueType: 'TEXT' });
const link = (label: string): Reply => ({ value: 'https://example.com/a', valueType: 'URL', label });
const answers = (count: number, label = 'Answer') =>
  Array.from({ length: count }, (_, i) => answer(`${label} ${i + 1}`));

const business = {
  wabaId: WABA_ID,
  accessToken: ACCESS_TOKEN,
  numbers: [],
  templates: [{ name: 'hello', language: 'en_US', variables: 2 }],
};

/** What goes over the wire for a message, each piece checked as Meta would. */
async function bodiesOf(...content: ContentItem[]): Promise<Record<string, unknown>[]> {
  const to = { type: 'HS_PHONE_NUMBER', value: '+12025550199' } as const;
  const message = { id: 'm', threadId: 't', createdAtMs: 0, to, content };
  const plan = planParts(message, aPlanContext(whatsapp, whatsappAccount()));
  if ('rejected' in plan) throw new Error(`refused: ${plan.rejected.class}`);
  const settings = channelSettings.parse(SETTINGS);
  const bodies = await Promise.all(plan.map(({ items }) => messagePayload(part(...items), sendContext(), settings)));
  for (const body of bodies) expect(checkMessage(body, business)).toHaveProperty('payload');
  return bodies.map((body) => body!);
}

const asked = (text: string, ...replies: Reply[]) =>
  bodiesOf({ kind: 'text', text }, { kind: 'quickReplies', replies });

describe('quick replies', () => {
  it('up to three are buttons', async () => {
    const [body, ...more] = await asked('When?', ...answers(3));
    expect(body!['interactive']).toMatchObject({
      type: 'button',
      body: { text: 'When?' },
      action: { buttons: [1, 2, 3].map((n) => ({ reply: { id: String(n), title: `Answer ${n}` } })) },
    });
    expect(more).toEqual([]);
  });

  it.each([
    ['four to ten', 'When?', answers(10)],
    ['a label too long for a button', 'When?', [answer('x'.repeat(24))]],
    ['a text too long for buttons', 'x'.repeat(1025), answers(2)],
  ])('%s are a list', async (_, text, replies) => {
    const [body] = await asked(text, ...replies);
    expect(body!['interactive']).toMatchObject({ type: 'list', action: { button: 'Choose' } });
  });

  it('one link is a button that opens it', async () => {
    const [body] = await asked('See', link('Our page'));
    const parameters = { display_text: 'Our page', url: 'https://example.com/a' };
    expect(body!['interactive']).toMatchObject({ type: 'cta_url', action: { parameters } });
  });

  it.each([
    ['more than ten', 'When?', answers(11), /Answer 11/],
    ['a label too long for anything', 'When?', [answer('x'.repeat(25))], /x{25}/],
    ['two of the same', 'When?', [answer('Yes'), answer('Yes')], /Yes\n.*Yes/],
    ['a link under a long text', 'x'.repeat(1025), [link('Our page')], /Our page: https:/],
    ['a link with a long label', 'See', [link('x'.repeat(21))], /x{21}: https:/],
  ])('%s are written out', async (_, text, replies, expected) => {
    const bodies = await asked(text, ...replies);
    expect(bodies.map(({ type }) => type)).not.toContain('interactive');
    expect(JSON.stringify(bodies).replaceAll('\\n', '\n')).toMatch(expected);
  });

  it('answers and links: the answers are buttons, the links are written', async () => {
    const [body, ...more] = await asked('When?', answer('Today'), link('Our page'));
    const text = 'When?\nOur page: https://example.com/a';
    expect([body!['interactive'], more]).toMatchObject([{ type: 'button', body: { text } }, []]);
  });

  it('two links: the first is a button', async () => {
    const [body, ...more] = await asked('See', link('One'), { ...link('Two'), value: 'https://example.com/b' });
    const text = 'See\nTwo: https://example.com/b';
    expect([body!['interactive'], more]).toMatchObject([{ type: 'cta_url', body: { text } }, []]);
  });

  it('without a text get one', async () => {
    const [body] = await bodiesOf({ kind: 'quickReplies', replies: answers(2) });
    expect(body!['interactive']).toMatchObject({ type: 'button', body: { text: expect.stringContaining('Answer 1') } });
  });

  it('come with the last piece of a long text', async () => {
    const bodies = await asked('word '.repeat(1000), ...answers(2));
    expect(bodies.map(({ type }) => type)).toEqual(['text', 'interactive']);
  });
});

describe('an agent’s formatting', () => {
  it('is written as WhatsApp reads it', async () => {
    const richText = '<p>Hello <strong>Ada</strong>, <em>now</em> or <s>later</s></p>';
    const [body] = await bodiesOf({ kind: 'text', text: 'Hello Ada, now or later', richText });
    expect(body!['text']).toMatchObject({ body: 'Hello *Ada*, _now_ or ~later~' });
  });
});

describe('everything an agent can send passes Meta’s checks', () => {
  it('of a contact, a place, a file with a caption, and what a recording is captioned with', async () => {
    const file = (type: string) =>
      ({
        kind: 'file',
        ref: { kind: 'hubspot', fileId: '1' },
        usage: 'OTHER',
        name: 'f',
        type,
        size: 5,
        caption: 'Look',
      }) as const;
    const bodies = await bodiesOf(
      { kind: 'contact' },
      {
        kind: 'contact',
        name: { lastName: 'Example' },
        org: { company: 'Example' },
        emails: [{ email: 'a@example.com' }],
      },
      { kind: 'location', latitude: -90, longitude: 180 },
      file('image/png'),
      file('audio/ogg'),
    );
    expect(bodies.map(({ type }) => type)).toEqual(['contacts', 'contacts', 'location', 'image', 'text', 'audio']);
  });

  it('and what is wrong is refused by the double', async () => {
    const double = await WhatsAppDouble.start({
      appSecret: 'x',
      businesses: [{ ...business, numbers: [{ phoneNumberId: '100000000000001', number: '15550100' }] }],
    });
    const post = async (body: unknown, token = ACCESS_TOKEN) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const url = `${double.url}/v23.0/100000000000001/messages`;
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      const { error } = (await answer.json()) as { error?: { code: number } };
      return error?.code;
    };
    const to = { messaging_product: 'whatsapp', to: '12025550199' };
    const template = (name: string, variables: string[]) => ({
      ...to,
      type: 'template',
      template: {
        name,
        language: { code: 'en_US' },
        components: [{ type: 'body', parameters: variables.map((text) => ({ type: 'text', text })) }],
      },
    });
    const buttons = ['Same', 'Same'].map((title, i) => ({ type: 'reply', reply: { id: `${i}`, title } }));
    const codes = [
      await post({ ...to, type: 'text', text: { body: 'x' } }, 'a wrong token'),
      await post({ ...to, type: 'poll', poll: {} }),
      await post({ ...to, type: 'text' }),
      await post({ ...to, type: 'text', text: { body: 'x'.repeat(4097) } }),
      await post({ ...to, type: 'text', text: { body: 'x', bold: true } }),
      await post({ ...to, to: 'Ada', type: 'text', text: { body: 'x' } }),
      await post({
        ...to,
        type: 'interactive',
        interactive: { type: 'button', body: { text: 'x' }, action: { buttons } },
      }),
      await post(template('hello', ['one'])),
      await post(template('goodbye', ['one', 'two'])),
      await post(template('hello', ['one', 'two\nlines'])),
      await post(template('hello', ['one', 'two'])),
    ];
    await double.settled();
    await double.stop();
    expect(codes).toEqual([190, 100, 131008, 131009, 100, 131009, 131009, 132000, 132001, 131009, undefined]);
    expect(double.delivered).toMatchObject([{ kind: 'template', to: '12025550199' }]);
  });
});
