import type { AdapterSubject, MessageFact, ProviderRequest, ReceiptFact, WebhookDraft } from 'channelwright/testing';
import { graphError } from '../double/index.js';
import whatsapp from '../index.js';
import type { WhatsAppAccountSettings, WhatsAppChannelSettings } from '../settings.js';
import { samples } from './samples.js';
import { PEER, signatureOf } from './support.js';

type Settings = WhatsAppAccountSettings;

const IDS = ['100000000000001', '100000000000002'] as const;
const WABA_IDS = ['200000000000001', '200000000000002'] as const;
const MEDIA_HOST = 'https://lookaside.fbsbx.com';

/** Changes in Meta's envelope, an entry for each. */
function envelope(changes: { settings: Settings; value: Record<string, unknown> }[]): WebhookDraft {
  const entry = changes.map(({ settings: { phoneNumberId, wabaId }, value }) => {
    const metadata = { display_phone_number: '12025550100', phone_number_id: phoneNumberId };
    return {
      id: wabaId,
      changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }],
    };
  });
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
  return { headers: { 'content-type': 'application/json' }, body };
}

function batch(facts: MessageFact<Settings>[]): WebhookDraft {
  return envelope(
    facts.map(({ n, from, text, atMs, account }) => {
      const waId = from.value.replace('+', '');
      const stamp = { id: `wamid.${n}`, timestamp: String(Math.floor(atMs / 1000)) };
      const messages = [{ from: waId, ...stamp, type: 'text', text: { body: text } }];
      return { settings: account.settings, value: { contacts: [{ wa_id: waId, profile: {} }], messages } };
    }),
  );
}

function receipt({ id, state, account, atMs, sent }: ReceiptFact<Settings>): WebhookDraft | undefined {
  if (state === 'accepted') return undefined;
  const { to, biz_opaque_callback_data } = JSON.parse(sent.body) as Record<string, string>;
  const status = {
    id: id || 'wamid.unheard',
    status: state,
    timestamp: String(Math.floor(atMs / 1000)),
    recipient_id: to,
    biz_opaque_callback_data,
    ...(state === 'failed' && { errors: [{ code: 131026, title: 'Message undeliverable' }] }),
  };
  return envelope([{ settings: account.settings, value: { statuses: [status] } }]);
}

function respond({ method, url, body }: ProviderRequest) {
  if (url.origin === MEDIA_HOST) return { status: 200, headers: { 'content-type': 'image/png' }, body: 'a picture' };
  if (url.searchParams.has('phone_number_id')) {
    return { status: 200, body: { url: `${MEDIA_HOST}/file?mid=1`, mime_type: 'image/png', file_size: 9 } };
  }
  if (method === 'GET') {
    return { status: 200, body: { id: url.pathname.split('/').at(-1), display_phone_number: '+1 202 555 0100' } };
  }
  const { to } = JSON.parse(body) as { to?: string };
  return { status: 200, body: { contacts: [{ input: to, wa_id: to }], messages: [{ id: 'wamid.accepted' }] } };
}

/** WhatsApp's Cloud API, as the conformance kit wants to know it. */
export const subject: AdapterSubject<WhatsAppChannelSettings, Settings> = {
  definition: whatsapp,
  settings: { appSecret: 'secret-1', verifyToken: 'verify-1' },
  accounts: [
    {
      address: { type: 'HS_PHONE_NUMBER', value: '+12025550100' },
      settings: { phoneNumberId: IDS[0], wabaId: WABA_IDS[0], accessToken: 'token-1' },
    },
    {
      address: { type: 'HS_PHONE_NUMBER', value: '+12025550101' },
      settings: { phoneNumberId: IDS[1], wabaId: WABA_IDS[1], accessToken: 'token-2' },
    },
  ],
  peer: { type: 'HS_PHONE_NUMBER', value: `+${PEER}` },
  respond,
  documented: [
    { ...graphError(131026), expect: 'rejected' },
    { ...graphError(131047), expect: 'rejected' },
    { ...graphError(131049), expect: 'rejected' },
    { ...graphError(132001), expect: 'rejected' },
    { ...graphError(190), expect: 'blocked' },
    { ...graphError(131042), expect: 'blocked' },
    { ...graphError(100, '', 33), expect: 'blocked' },
    { ...graphError(130429), expect: 'retry' },
    { ...graphError(131056), expect: 'retry' },
    { ...graphError(131016), expect: 'retry' },
    { ...graphError(999_999), status: 500, expect: 'uncertain' },
  ],
  template: { name: 'hello_again', language: 'en', variables: ['Ada'] },
  webhooks: {
    sign: (draft, { settings }) => ({
      ...draft,
      headers: { ...draft.headers, 'x-hub-signature-256': signatureOf(draft.body, settings.appSecret[0]) },
    }),
    message: (fact) => batch([fact]),
    batch,
    receipt,
    rotation: { settings: { appSecret: 'secret-new' } },
  },
  samples: samples().map(({ name, body, events }) => ({
    name,
    draft: { body: JSON.stringify(body) },
    // What of a sample is another tenant's the kit counts as foreign.
    expect: events.filter(({ account }) => account === IDS[0]).map(({ kind }) => kind),
  })),
  media: { kind: 'provider', ref: { mediaId: '1' } },
};
