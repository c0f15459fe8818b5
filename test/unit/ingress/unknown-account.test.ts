import { describe, expect, it } from '@jest/globals';
import type { ProviderEvent } from 'channelwright/adapter';
import { ChannelwrightError } from '../../../src/errors/channelwright-error.js';
import { adapterWith, anAccount, IngressWorld } from './ingress-world.js';

const optOut = (account: string): ProviderEvent => ({
  account,
  dedupeKey: 'k',
  kind: 'optOut',
  peer: { type: 'HS_PHONE_NUMBER', value: '+15550199' },
});

/** A channel `test` whose webhooks tell of account `one`, which this process may not know yet. */
class NewAccountWorld extends IngressWorld {
  readonly known = [anAccount('two')];
  looks = 0;

  constructor(isGenuine = (accounts: readonly unknown[]) => accounts.length >= 0) {
    super();
    const { definition, adapter } = adapterWith({
      authenticateWebhook: (_, accounts) =>
        isGenuine(accounts.all())
          ? { kind: 'authenticated', accounts: accounts.all() }
          : { kind: 'refused', detail: 'of nobody we know' },
      parseWebhook: () => [optOut('one')],
    });
    this.addChannel('test', definition, adapter, this.known);
  }

  /** @param catchUp what looking at what others have committed comes to */
  async tell(catchUp?: () => boolean, path = '/base/providers/test') {
    const look = async () => {
      this.looks += 1;
      return catchUp?.() ?? true;
    };
    const ingress = this.ingress(catchUp ? { catchUp: look } : {});
    const { status, headers } = await ingress.handle({ method: 'POST', url: path, headers: {}, body: Buffer.from('') });
    return { status, code: headers['x-channelwright-error'] };
  }

  /** Somebody else has made the account, and this process learns it. */
  learn(): true {
    this.known.push(anAccount('one'));
    return true;
  }
}

describe('a webhook about an account that another process has just made', () => {
  it('is taken as soon as this one has caught up', async () => {
    const world = new NewAccountWorld();
    expect(await world.tell(() => world.learn())).toEqual({ status: 200, code: undefined });
    expect(world.inbox.map(({ account }) => account)).toEqual(['one']);
    expect(world.counted).not.toContain('foreign test');
  });

  it('is taken though none of the accounts known before made it genuine', async () => {
    const world = new NewAccountWorld((accounts) => accounts.length > 1);
    expect(await world.tell(() => world.learn())).toEqual({ status: 200, code: undefined });
    expect(world.inbox.map(({ account }) => account)).toEqual(['one']);
  });

  it('is not acknowledged while not all that is configured is known here', async () => {
    const world = new NewAccountWorld();
    expect(await world.tell(() => false)).toEqual({ status: 503, code: 'CW_DIRECTORY_BEHIND' });
    expect(world.appends).toEqual([]);
    expect(world.counted).toEqual(['provider test CW_DIRECTORY_BEHIND']);
  });

  it('is not acknowledged where this process knows no account at all', async () => {
    const world = new NewAccountWorld();
    world.known.length = 0;
    expect(await world.tell(() => false)).toEqual({ status: 503, code: 'CW_DIRECTORY_BEHIND' });
  });

  it('is not acknowledged while the store cannot be asked', async () => {
    const world = new NewAccountWorld();
    const lost = () => {
      throw new ChannelwrightError('CW_STORE_UNAVAILABLE');
    };
    expect(await world.tell(lost)).toEqual({ status: 503, code: 'CW_STORE_UNAVAILABLE' });
    expect(world.appends).toEqual([]);
  });

  it('is taken at a URL that names the account, since not every provider comes again', async () => {
    const world = new NewAccountWorld();
    expect(await world.tell(() => world.learn(), '/base/providers/test/one')).toEqual({ status: 200, code: undefined });
    expect(world.inbox.map(({ account }) => account)).toEqual(['one']);
  });

  it('is not acknowledged at a URL that names the account, where this process is behind', async () => {
    const answer = await new NewAccountWorld().tell(() => false, '/base/providers/test/one');
    expect(answer).toEqual({ status: 503, code: 'CW_DIRECTORY_BEHIND' });
  });

  it.each(['', '/one'])('is taken though others are still missing (at …/test%s)', async (path) => {
    const world = new NewAccountWorld();
    const answer = await world.tell(() => !world.learn(), `/base/providers/test${path}`);
    expect(answer).toEqual({ status: 200, code: undefined });
    expect(world.inbox.map(({ account }) => account)).toEqual(['one']);
  });
});

describe('a webhook about a stranger', () => {
  it('is acknowledged and dropped once nothing more is to be learnt', async () => {
    const world = new NewAccountWorld();
    expect(await world.tell(() => true)).toEqual({ status: 200, code: undefined });
    expect(world.appends).toEqual([]);
    expect(world.counted).toEqual(['foreign test']);
    expect(world.looks).toBe(1);
  });

  it('is refused where its URL names the stranger', async () => {
    const world = new NewAccountWorld();
    const answer = await world.tell(() => true, '/base/providers/test/nobody');
    expect(answer).toEqual({ status: 404, code: 'CW_ACCOUNT_UNKNOWN' });
  });
});

it('a webhook about an account that is known costs no look at what others have committed', async () => {
  const world = new NewAccountWorld();
  world.learn();
  await world.tell(() => true);
  expect([world.inbox.length, world.looks]).toEqual([1, 0]);
});

it.each([
  ['an app', '/base/hubspot/webhooks/new', '/base/hubspot/webhooks/nobodys'],
  ['a channel', '/base/providers/new', '/base/providers/nobodys'],
])(
  'a webhook of %s that only other processes have comes again, though this one had not heard of it yet',
  async (_, url, other) => {
    const learnt = new Set<string>();
    const knows = (name: string) => learnt.has(name);
    const ingress = new IngressWorld().ingress({
      elsewhere: { app: knows, channel: knows },
      catchUp: async () => Boolean(learnt.add('new')),
    });
    const post = (to: string) => ingress.handle({ method: 'POST', url: to, headers: {}, body: Buffer.from('') });
    expect(await post(url)).toMatchObject({ status: 503 });
    expect(await post(other)).toMatchObject({ status: 404 });
  },
);
