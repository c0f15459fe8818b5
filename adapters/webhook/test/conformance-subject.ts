import type { AdapterSubject, MessageFact, ProviderRequest } from 'channelwright/testing';
import webhook from '../index.js';
import type { AccountSettings, Endpoint } from '../settings.js';
import { signedHeaders } from '../signing.js';

const ORIGIN = 'https://chat.example.com';
const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const opaque = (value: string) => ({ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value }) as const;

function subjectOf(idempotent: boolean): AdapterSubject<Endpoint, AccountSettings> {
  const history: object[] = [];
  let ids = 0;
  return {
    definition: webhook,
    settings: {
      url: `${ORIGIN}/messages`,
      lookupUrl: `${ORIGIN}/lookup`,
      eventsUrl: `${ORIGIN}/events`,
      signingSecret: secretOf(3),
    },
    accounts: [
      { address: opaque('support'), settings: { idempotent, signingSecret: secretOf(1) } },
      { address: opaque('sales'), settings: { idempotent, signingSecret: secretOf(2) } },
    ],
    peer: opaque('customer-4711'),
    respond({ url, method, body }: ProviderRequest) {
      if (method === 'GET') return { headers: { 'content-type': 'image/png; charset=binary' }, body: 'picture' };
      const { type, data } = JSON.parse(body) as { type: string; data: { after?: string } };
      if (type === 'message.send') {
        ids += 1;
        return { body: { id: `msg-${ids}` } };
      }
      if (type === 'message.lookup') return { body: { sent: false } };
      if (type === 'ping') return { body: { identifiers: [opaque('support')] } };
      const after = Number(data.after ?? 0);
      return {
        body: { events: history.slice(after), checkpoint: String(history.length), more: false, at: url.pathname },
      };
    },
    successNeedsNoId: true,
    documented: [
      { status: 409, expect: 'accepted' },
      { status: 410, expect: 'blocked' },
      { status: 402, expect: 'blocked' },
      { status: 422, body: { error: { code: 'bad-number', class: 'recipient-invalid' } }, expect: 'rejected' },
    ],
    webhooks: {
      sign(draft, { account, settings, nowMs }) {
        const [secret] = account.settings.signingSecret ?? settings.signingSecret;
        return { ...draft, headers: { ...draft.headers, ...signedHeaders(secret!, 'req-1', nowMs, draft.body) } };
      },
      message: (fact) => draftOf([messageOf(fact)]),
      batch: (facts) => draftOf(facts.map(messageOf)),
      receipt: ({ id, state, account, atMs, sent }) =>
        draftOf([
          {
            id: `${id}:${state}`,
            type: 'receipt',
            timestamp: new Date(atMs).toISOString(),
            account: account.address.value,
            data: { of: { correlation: correlationOf(sent), ids: [id] }, state },
          },
        ]),
      rotation: { account: { signingSecret: secretOf(4) } },
    },
    samples: [
      { name: 'an event of a type to come', draft: draftOf([{ id: '1', type: 'typing' }]), expect: ['unparsable'] },
    ],
    media: { kind: 'url', url: `${ORIGIN}/files/1` },
    remember: (fact) => {
      history.push(messageOf(fact));
    },
  };
}

function messageOf({ n, from, text, account, atMs }: MessageFact) {
  return {
    id: `evt-${n}`,
    type: 'message',
    timestamp: new Date(atMs).toISOString(),
    account: account.address.value,
    data: { id: `m-${n}`, from, text },
  };
}

function correlationOf({ body }: ProviderRequest): string {
  return (JSON.parse(body) as { data: { correlation: string } }).data.correlation;
}

function draftOf(events: object[]) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ events }) };
}

export const subject = subjectOf(false);
export const idempotentSubject = subjectOf(true);
