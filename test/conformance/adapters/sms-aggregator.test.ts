import { describe, expect, it } from '@jest/globals';
import {
  type AdapterSubject,
  adapterConformance,
  type MessageFact,
  type ProviderAnswer,
  type ProviderRequest,
} from 'channelwright/testing';
import mejiro from '../../../examples/sms-aggregator/index.js';
import type { AccountSettings, ChannelSettings } from '../../../examples/sms-aggregator/settings.js';

const phone = (value: string) => ({ type: 'HS_PHONE_NUMBER', value }) as const;
const contract = (n: number) => ({
  address: phone(`+81900000000${n}`),
  settings: { userId: `contract-${n}`, password: `password-of-${n}`, pushToken: `push-token-of-${n}` },
});
const wire = ({ n, text, atMs }: MessageFact) => ({
  id: `MO${n}`,
  from: '09012345678',
  text,
  at: new Date(atMs).toISOString(),
});

function subject(): AdapterSubject<ChannelSettings, AccountSettings> {
  const inbound: object[] = [];
  let sent = 0;
  const ok = (body: object): ProviderAnswer => ({ body: { result: 'ok', ...body } });
  return {
    definition: mejiro,
    accounts: [contract(1), contract(2)],
    peer: phone('+819012345678'),
    respond({ method, url }: ProviderRequest) {
      if (method === 'POST') {
        sent += 1;
        return ok({ id: `MJ${sent}`, segments: 1, charge: '3.30' });
      }
      if (url.pathname === '/v1/inbound') {
        const start = Number(url.searchParams.get('after') ?? 0);
        return ok({ messages: inbound.slice(start), next: String(inbound.length), more: false });
      }
      if (url.pathname === '/v1/account') return ok({ number: '09000000001', balance: '100.00' });
      return ok({ reports: [], more: false });
    },
    documented: [
      { status: 200, body: { result: 'error', code: 'E401' }, expect: 'blocked' },
      { status: 200, body: { result: 'error', code: 'E202' }, expect: 'rejected' },
      { status: 200, body: { result: 'error', code: 'E503' }, expect: 'retry' },
    ],
    webhooks: {
      sign: (draft, { account }) => ({
        ...draft,
        headers: { ...draft.headers, 'x-mejiro-token': account.settings.pushToken![0]! },
      }),
      message: (fact) => ({ body: JSON.stringify(wire(fact)) }),
      batch: 'never',
      rotation: { account: { pushToken: 'push-token-that-is-new' } },
    },
    samples: [
      {
        name: 'a subscriber who wants no more',
        draft: { body: JSON.stringify(wire({ n: 1, text: '配信停止', atMs: 0 } as MessageFact)) },
        expect: ['message', 'optOut'],
      },
      { name: 'a sender abroad', draft: { body: '{"id":"1","from":"+15550199"}' }, expect: ['unparsable'] },
    ],
    remember: (fact) => void inbound.push(wire(fact)),
  };
}

describe('The SMS aggregator of the examples keeps the rules', () => {
  const conformance = adapterConformance(subject());

  it.each(conformance.cases())('$id', ({ run }) => run());

  it('as far as they concern it', () => {
    expect(conformance.skipped().filter(({ because }) => because === 'give')).toEqual([]);
  });
});
