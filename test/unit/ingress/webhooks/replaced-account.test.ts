import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ProviderEvent } from 'channelwright/adapter';
import type { ReceivingLookup } from '../../../../src/directory/accounts/accounts.js';
import { adapterWith, anAccount, IngressWorld } from '../ingress-world.js';

const PEER = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
const SAID: Partial<Record<string, ProviderEvent>> = {
  message: { account: '', dedupeKey: 'm', kind: 'optOut', peer: PEER },
  receipt: { account: '', dedupeKey: 'r', kind: 'receipt', of: { id: '1' }, state: 'read' },
};

/** `old` was replaced by `new`. Each is signed for by its own name; the provider calls both of them by the old URL. */
class ReplacedWorld extends IngressWorld {
  hasSuccessor = true;

  constructor() {
    super();
    const { definition, adapter } = adapterWith({
      authenticateWebhook: ({ accountKey = '', headers }, accounts) => {
        const account = accounts.byKey(accountKey);
        if (!account || headers['signed-by'] !== accountKey) return { kind: 'refused', detail: 'wrong signature' };
        return { kind: 'authenticated', accounts: [account] };
      },
      parseWebhook: ({ accountKey = '', body }) => {
        const event = SAID[Buffer.from(body).toString()];
        return event ? [{ ...event, account: accountKey }] : [];
      },
    });
    this.addChannel('test', definition, adapter, [anAccount('old'), anAccount('new')]);
  }

  async tell(signedBy: string, body: string) {
    const deps = this.deps();
    const lookup = (channel: Parameters<typeof deps.accounts.lookup>[0]): ReceivingLookup => ({
      ...deps.accounts.lookup(channel),
      successorOf: (key) => (key === 'old' && this.hasSuccessor ? anAccount('new') : undefined),
    });
    const headers = { 'signed-by': signedBy };
    const request = { method: 'POST', url: '/base/providers/test/old', headers, body: Buffer.from(body) };
    const { status } = await this.ingress({ accounts: { lookup } }).handle(request);
    return { status, heardBy: this.inbox.map(({ account }) => account) };
  }
}

describe('the URL of an account that has been replaced', () => {
  let world: ReplacedWorld;
  beforeEach(() => {
    world = new ReplacedWorld();
  });

  it('leads customers to the successor, by the secret of either', async () => {
    expect(await world.tell('old', 'message')).toEqual({ status: 200, heardBy: ['new'] });
    expect(await new ReplacedWorld().tell('new', 'message')).toEqual({ status: 200, heardBy: ['new'] });
  });

  it('leads receipts to the one whose secret they were signed with', async () => {
    expect(await world.tell('old', 'receipt')).toEqual({ status: 200, heardBy: ['old'] });
    expect(await new ReplacedWorld().tell('new', 'receipt')).toEqual({ status: 200, heardBy: ['new'] });
  });

  it('takes a message once, whichever secret it is signed with when it comes again', async () => {
    await world.tell('old', 'message');
    expect(await world.tell('new', 'message')).toEqual({ status: 200, heardBy: ['new'] });
  });

  it('takes nothing that neither has signed', async () => {
    expect(await world.tell('another', 'message')).toEqual({ status: 401, heardBy: [] });
  });

  it('is its own where nobody is at work in its place', async () => {
    world.hasSuccessor = false;
    expect(await world.tell('old', 'message')).toEqual({ status: 200, heardBy: ['old'] });
    expect(await world.tell('new', 'message')).toMatchObject({ status: 401 });
  });
});
