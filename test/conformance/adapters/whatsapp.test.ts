import { createHmac } from 'node:crypto';
import type { AdapterSubject, MessageFact, ProviderRequest, WebhookDraft } from 'channelwright/testing';
import whatsapp from '../../../adapters/whatsapp/index.js';
import type { WhatsAppAccountSettings, WhatsAppChannelSettings } from '../../../adapters/whatsapp/settings.js';
import { checkAdapter } from './check.js';

const PEER = '15550199000';
const WABA = '200000000000001';
const phone = (value: string) => ({ type: 'HS_PHONE_NUMBER', value }) as const;
const numberId = (n: number) => `10000000000000${n}`;
const account = (n: number) => ({
  address: phone(`+1555010000${n}`),
  settings: { phoneNumberId: numberId(n), wabaId: WABA, accessToken: `an-access-token-of-number-${n}` },
});

let sent = 0;

const subject: AdapterSubject<WhatsAppChannelSettings, WhatsAppAccountSettings> = {
  definition: whatsapp,
  settings: { appSecret: 'an-app-secret-for-tests', verifyToken: 'a-verify-token-for-tests' },
  accounts: [account(1), account(2)],
  peer: phone(`+${PEER}`),
  respond({ method, url }: ProviderRequest) {
    if (method === 'POST') {
      sent += 1;
      return { body: { contacts: [{ input: PEER, wa_id: PEER }], messages: [{ id: `wamid.OUT-${sent}` }] } };
    }
    if (url.hostname === 'lookaside.fbsbx.com') return { headers: { 'content-type': 'image/jpeg' }, body: 'picture' };
    if (url.pathname.endsWith('/media-1')) {
      return { body: { url: 'https://lookaside.fbsbx.com/file?mid=1', mime_type: 'image/jpeg', file_size: 7 } };
    }
    return { body: { id: numberId(1), display_phone_number: '+1 555-010-0001' } };
  },
  documented: [
    { status: 400, body: { error: { code: 131_047, message: 'Re-engagement message' } }, expect: 'rejected' },
    { status: 401, body: { error: { code: 190, message: 'Malformed access token EAAG' } }, expect: 'blocked' },
    { status: 429, body: { error: { code: 130_429, message: 'Rate limit hit' } }, expect: 'retry' },
  ],
  template: { name: 'hello_world', language: 'en_US', variables: ['Ann'] },
  webhooks: {
    sign(draft, { settings }) {
      const signature = createHmac('sha256', settings.appSecret[0]!).update(draft.body).digest('hex');
      return { ...draft, headers: { ...draft.headers, 'x-hub-signature-256': `sha256=${signature}` } };
    },
    message: (fact) => draftOf(fact.account.settings.phoneNumberId, { messages: [messageOf(fact)] }),
    batch: (facts) => draftOf(facts[0]!.account.settings.phoneNumberId, { messages: facts.map(messageOf) }),
    receipt({ id, state, account: { settings }, atMs, sent: request }) {
      const { biz_opaque_callback_data } = JSON.parse(request.body) as { biz_opaque_callback_data: string };
      const status = {
        id,
        status: state,
        timestamp: String(Math.floor(atMs / 1_000)),
        recipient_id: PEER,
        biz_opaque_callback_data,
        ...(state === 'failed' && { errors: [{ code: 131_026, title: 'Message undeliverable' }] }),
      };
      return draftOf(settings.phoneNumberId, { statuses: [status] });
    },
    rotation: { settings: { appSecret: 'an-app-secret-that-is-new' } },
  },
  samples: [
    {
      name: 'a status of a kind to come',
      draft: draftOf(numberId(1), { statuses: [{ id: 'x', status: 'pondered' }] }),
      expect: ['unparsable'],
    },
    {
      name: 'a message without an id',
      draft: draftOf(numberId(1), { messages: [{ type: 'text' }] }),
      expect: ['unparsable'],
    },
  ],
  media: { kind: 'provider', ref: { mediaId: 'media-1' } },
};

function messageOf({ n, text, atMs }: MessageFact<WhatsAppAccountSettings>) {
  return {
    from: PEER,
    id: `wamid.IN-${n}`,
    timestamp: String(Math.floor(atMs / 1_000)),
    type: 'text',
    text: { body: text },
  };
}

function draftOf(phone_number_id: string, more: Record<string, unknown>): WebhookDraft {
  const contacts = [{ profile: { name: 'Ada Example' }, wa_id: PEER }];
  const metadata = { display_phone_number: '15550100001', phone_number_id };
  const value = { messaging_product: 'whatsapp', metadata, contacts, ...more };
  const body = { object: 'whatsapp_business_account', entry: [{ id: WABA, changes: [{ field: 'messages', value }] }] };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

checkAdapter('whatsapp', subject);
