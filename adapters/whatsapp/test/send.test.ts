import { describe, expect, it } from '@jest/globals';
import { type FileItem, type PlannedPart, type SendOutcome, TransportError } from 'channelwright/adapter';
import { ScriptedTransport } from 'channelwright/testing';
import {
  ACCEPTED,
  ACCESS_TOKEN,
  PEER,
  PHONE_NUMBER_ID,
  part,
  sendContext,
  whatsappAccount,
  whatsappAdapter,
} from './support.js';

const TEXT = part({ kind: 'text', text: 'Hello' });
const USER_ID = 'US.13491208655302741918';

async function sent(what: PlannedPart, context = sendContext()): Promise<Record<string, unknown>> {
  const http = new ScriptedTransport(ACCEPTED);
  await whatsappAdapter(http).send(what, context);
  return http.sent() as Record<string, unknown>;
}

function answered(status: number, body?: unknown, attempt = 1): Promise<SendOutcome> {
  const http = new ScriptedTransport({ status, body });
  return whatsappAdapter(http).send(TEXT, sendContext({ attempt }));
}

const refusal = (code: number, more = {}) => ({ error: { code, message: 'as Meta says', type: 'x', ...more } });

describe('a message on its way', () => {
  it('names our attempt, so that statuses bring it back', async () => {
    const http = new ScriptedTransport(ACCEPTED);
    const outcome = await whatsappAdapter(http).send(TEXT, sendContext());
    expect(outcome).toMatchObject({ kind: 'accepted', ids: ['wamid.one'] });
    const [request] = http.requests;
    expect(String(request?.url)).toBe(`https://graph.facebook.com/v23.0/${PHONE_NUMBER_ID}/messages`);
    expect(request?.headers?.['authorization']).toBe(`Bearer ${ACCESS_TOKEN}`);
    expect(http.sent()).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: PEER,
      biz_opaque_callback_data: 'attempt-1',
      type: 'text',
      text: { body: 'Hello', preview_url: true },
    });
  });

  it.each([
    ['a user ID', USER_ID, { recipient_type: 'individual', recipient: USER_ID }],
    ['a group', 'Y2FwaV9ncm91cDox', { recipient_type: 'group', to: 'Y2FwaV9ncm91cDox' }],
  ])('to %s', async (_, value, expected) => {
    const body = await sent(TEXT, sendContext({}, { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value }));
    expect(body).toMatchObject(expected);
    expect(Object.keys(body).filter((key) => key === 'to' || key === 'recipient')).toHaveLength(1);
  });

  it('formatted, and without previews where the account wants none', async () => {
    const account = whatsappAccount({ linkPreviews: false });
    const body = await sent(part({ kind: 'text', text: 'Hello', formatted: '*Hello*' }), sendContext({ account }));
    expect(body['text']).toEqual({ body: '*Hello*', preview_url: false });
  });

  const MIB = 1024 * 1024;
  it.each<[string, Partial<FileItem>, Record<string, unknown>]>([
    ['a picture', { type: 'image/png', size: 5 * MIB, caption: 'Look' }, { type: 'image', image: { caption: 'Look' } }],
    ['a picture over 5 MiB', { type: 'image/png', size: 5 * MIB + 1 }, { type: 'document' }],
    ['a video', { type: 'video/mp4', size: 16 * MIB }, { type: 'video' }],
    ['a recording', { type: 'audio/ogg', size: 1 }, { type: 'audio' }],
    [
      'a file WhatsApp has no kind for',
      { type: 'image/webp', size: 1 },
      { type: 'document', document: { filename: 'f' } },
    ],
    ['a file of no type', {}, { type: 'document' }],
  ])('with %s', async (_, file, expected) => {
    const ref = { kind: 'hubspot', fileId: '1' } as const;
    const body = await sent(part({ kind: 'file', ref, usage: 'OTHER', name: 'f', ...file }));
    expect(body).toMatchObject(expected);
    expect(JSON.stringify(body)).toContain('https://files.example.test/f');
  });

  it('with a place', async () => {
    const body = await sent(part({ kind: 'location', latitude: 35.6, longitude: 139.7, name: 'Tower' }));
    expect(body['location']).toEqual({ latitude: 35.6, longitude: 139.7, name: 'Tower' });
  });

  it('with a contact, who has the whole name that WhatsApp wants', async () => {
    const name = { firstName: 'Ada', lastName: 'Example' };
    const body = await sent(part({ kind: 'contact', name, phones: [{ phone: '+15550142', type: 'CELL' }] }));
    expect(body['contacts']).toEqual([
      {
        name: { formatted_name: 'Ada Example', first_name: 'Ada', last_name: 'Example' },
        phones: [{ phone: '+15550142', type: 'CELL' }],
      },
    ]);
  });

  it('by a template', async () => {
    const body = await sent(part({ kind: 'template', name: 'hello', language: 'ja', variables: ['Ada', '42'] }));
    const parameters = ['Ada', '42'].map((text) => ({ type: 'text', text }));
    expect(body['template']).toEqual({
      name: 'hello',
      language: { code: 'ja' },
      components: [{ type: 'body', parameters }],
    });
  });

  it('is not sent where WhatsApp has no form for it', async () => {
    const http = new ScriptedTransport();
    const outcome = await whatsappAdapter(http).send(part({ kind: 'unsupported' }), sendContext());
    expect(outcome).toMatchObject({ kind: 'rejected', reason: { class: 'content-unsupported' } });
  });
});

describe('what Meta answers', () => {
  it('may teach us another form of the number, and the user ID; the number stays where we write to', async () => {
    const contacts = [{ input: '525512345678', wa_id: '5215512345678', user_id: USER_ID }];
    const outcome = await answered(200, { ...ACCEPTED.body, contacts });
    expect(outcome).toMatchObject({
      aliases: [
        { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: USER_ID },
        { type: 'HS_PHONE_NUMBER', value: '+5215512345678' },
      ],
    });
  });

  it('teaches nothing that is known already', async () => {
    expect(await answered(200, ACCEPTED.body)).toEqual({ kind: 'accepted', ids: ['wamid.one'] });
  });

  it('may be held for a look at its quality: accepted', async () => {
    const messages = [{ id: 'wamid.one', message_status: 'held_for_quality_assessment' }];
    expect(await answered(200, { messages })).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['a refusal of the message', 400, refusal(131009), { kind: 'rejected', reason: { class: 'content-refused' } }],
    ['the same with another status', 500, refusal(131009), { kind: 'rejected' }],
    ['outside the window', 400, refusal(131047), { kind: 'rejected', reason: { class: 'outside-window' } }],
    [
      'an old token',
      401,
      refusal(190),
      { kind: 'blocked', reason: { class: 'credentials-invalid', scope: 'account' } },
    ],
    ['a missing permission', 403, refusal(294), { kind: 'blocked', reason: { class: 'credentials-invalid' } }],
    [
      'a number that is not ours',
      400,
      refusal(100, { error_subcode: 33 }),
      { kind: 'blocked', reason: { scope: 'sender' } },
    ],
    ['too fast', 400, refusal(130429), { kind: 'retry', reason: { scope: 'sender', afterMs: 2000 } }],
    ['too many calls', 400, refusal(80007), { kind: 'retry', reason: { scope: 'account' } }],
    ['a known code with a 503', 503, refusal(131016), { kind: 'retry', reason: { scope: 'provider' } }],
    ['an unknown code', 400, refusal(999999), { kind: 'rejected', reason: { class: 'unknown', code: '999999' } }],
    ['an unknown code that passes', 500, refusal(999999, { is_transient: true }), { kind: 'retry' }],
    ['a known code that passes', 400, refusal(131009, { is_transient: true }), { kind: 'retry' }],
    ['a blocked account, whatever passes', 400, refusal(368, { is_transient: true }), { kind: 'blocked' }],
    ['an unknown code with a 500', 500, refusal(999999), { kind: 'uncertain' }],
    ['a page of some proxy', 502, '<html>', { kind: 'uncertain' }],
    ['a 429 of some proxy', 429, '<html>', { kind: 'retry', reason: { class: 'rate-limited' } }],
    ['a success without an id', 200, {}, { kind: 'uncertain' }],
  ])('%s', async (_, status, body, expected) => {
    expect(await answered(status, body)).toMatchObject(expected);
  });

  it.each([
    [1, 4000],
    [2, 16_000],
    [9, 256_000],
  ])('too many to one person, at attempt %i: wait %i ms', async (attempt, afterMs) => {
    const reason = { class: 'rate-limited', scope: 'peer', afterMs };
    expect(await answered(400, refusal(131056), attempt)).toMatchObject({ kind: 'retry', reason });
  });

  it('a refusal without a reason is tried once more, not for ever', async () => {
    expect(await answered(400, refusal(135000), 1)).toMatchObject({ kind: 'retry' });
    expect(await answered(400, refusal(135000), 2)).toMatchObject({ kind: 'rejected' });
  });

  it('says nothing of the person or the token in its reason', async () => {
    const message = `Malformed access token ${ACCESS_TOKEN}EAAG0123456789 for +12025550199`;
    const outcome = await answered(400, refusal(999999, { message }));
    expect(JSON.stringify(outcome)).not.toMatch(/12025550199|access-token-for-tests/);
  });

  it.each([
    ['no', 'retry'],
    ['yes', 'uncertain'],
    ['unknown', 'uncertain'],
  ] as const)('nothing, and the request had left: %s', async (requestSent, kind) => {
    const http = new ScriptedTransport(new TransportError('reset', requestSent, 'reset'));
    expect(await whatsappAdapter(http).send(TEXT, sendContext())).toMatchObject({ kind });
  });
});
