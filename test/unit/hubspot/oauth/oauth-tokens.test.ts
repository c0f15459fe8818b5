import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenFailure } from '../../../../src/hubspot/client/access-tokens.js';
import { OAuthTokens } from '../../../../src/hubspot/oauth/oauth-tokens.js';
import type { IssuedTokens, IssueResult } from '../../../../src/hubspot/oauth/token-endpoint.js';
import type { StoredTokens, TokenStore } from '../../../../src/hubspot/oauth/token-store.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

const MINUTE = 60_000;

/** A store that two processes may share. */
class SharedTokens implements TokenStore {
  stored: StoredTokens | undefined = { version: 1, refreshToken: 'r1' };
  beforeSave: () => void = () => undefined;
  broken = false;

  async load(): Promise<StoredTokens | undefined> {
    if (this.broken) throw new Error('disk');
    return this.stored;
  }

  async save(_app: string, _portal: string, tokens: StoredTokens, expectedVersion: number): Promise<boolean> {
    this.beforeSave();
    if (this.stored?.version !== expectedVersion) return false;
    this.stored = tokens;
    return true;
  }
}

let scheduler: ManualScheduler;
let store: SharedTokens;
let asked: string[];
/** What the token endpoint answers next; then tokens a1, a2 … for half an hour. */
let answers: (TokenFailure | Partial<IssuedTokens>)[];

beforeEach(() => {
  scheduler = new ManualScheduler();
  store = new SharedTokens();
  asked = [];
  answers = [];
});

async function refresh(refreshToken: string): Promise<IssueResult> {
  asked.push(refreshToken);
  const lifetimeMs = 30 * MINUTE;
  const standard = { accessToken: `a${asked.length}`, expiresAtMs: scheduler.now() + lifetimeMs, lifetimeMs };
  const answer = answers.shift() ?? {};
  await scheduler.sleep(0);
  return 'kind' in answer ? { ok: false, failure: answer } : { ok: true, tokens: { ...standard, ...answer } };
}

/** One process's view. Its work is let through before the answer is looked at. */
function tokens() {
  const random = { next: () => 1, uuid: () => '' };
  const real = new OAuthTokens({ app: 'main', portal: '62515', store, refresh, clock: scheduler, random });
  const through = async <T>(work: Promise<T>) => {
    await scheduler.settle();
    return work;
  };
  return { current: () => through(real.current()), replace: (token: string) => through(real.replace(token)) };
}

const ok = (accessToken: string) => ({ ok: true, accessToken });
const refused = (kind: TokenFailure['kind']) => ({ ok: false, failure: expect.objectContaining({ kind }) });

describe('the current token', () => {
  it('is asked for once, however many need it', async () => {
    const provider = tokens();
    expect(await Promise.all([provider.current(), provider.current(), provider.current()])).toEqual([
      ok('a1'),
      ok('a1'),
      ok('a1'),
    ]);
    expect(await provider.current()).toEqual(ok('a1'));
    expect(asked).toEqual(['r1']);
  });

  it('is stored before it is used', async () => {
    answers.push({ refreshToken: 'r2' });
    await tokens().current();
    expect(store.stored).toEqual({
      version: 2,
      refreshToken: 'r2',
      accessToken: 'a1',
      expiresAtMs: scheduler.now() + 30 * MINUTE,
    });
  });

  it('is taken from the store while it lives', async () => {
    store.stored = { version: 4, refreshToken: 'r1', accessToken: 'kept', expiresAtMs: scheduler.now() + MINUTE };
    expect(await tokens().current()).toEqual(ok('kept'));
    expect(asked).toEqual([]);
  });

  it('is renewed five minutes before it expires', async () => {
    const provider = tokens();
    await provider.current();
    await scheduler.advance(25 * MINUTE - 1);
    expect(await provider.current()).toEqual(ok('a1'));
    await scheduler.advance(1);
    expect(await provider.current()).toEqual(ok('a2'));
  });

  it('that lives shortly is renewed at half its life', async () => {
    answers.push({ lifetimeMs: 2_000, expiresAtMs: scheduler.now() + 2_000 });
    const provider = tokens();
    await provider.current();
    await scheduler.advance(999);
    expect(await provider.current()).toEqual(ok('a1'));
    await scheduler.advance(1);
    expect(await provider.current()).toEqual(ok('a2'));
  });

  it('serves on while the token endpoint is out of order, until it expires', async () => {
    const provider = tokens();
    await provider.current();
    await scheduler.advance(29 * MINUTE);
    answers.push({ kind: 'transient', message: '503' }, { kind: 'transient', message: '503' });
    expect(await provider.current()).toEqual(ok('a1'));
    await scheduler.advance(MINUTE);
    expect(await provider.current()).toEqual(refused('transient'));
  });
});

describe('two processes', () => {
  it('that refresh at once use the tokens of the one that stored first', async () => {
    const theirs = {
      version: 2,
      refreshToken: 'r9',
      accessToken: 'theirs',
      expiresAtMs: scheduler.now() + 30 * MINUTE,
    };
    store.beforeSave = () => {
      store.stored = theirs;
    };
    const provider = tokens();
    expect(await provider.current()).toEqual(ok('theirs'));
    expect(store.stored).toBe(theirs);
    expect(await provider.current()).toEqual(ok('theirs'));
  });

  it('use what the other has stored before they ask HubSpot', async () => {
    const [one, other] = [tokens(), tokens()];
    await one.current();
    await other.current();
    await scheduler.advance(26 * MINUTE);
    await one.current();
    expect(await other.replace('a1')).toEqual(ok('a2'));
    expect(asked).toEqual(['r1', 'r1']);
  });
});

describe('a token HubSpot refuses', () => {
  it('is replaced, once for all who hold it', async () => {
    const provider = tokens();
    await provider.current();
    await scheduler.advance(MINUTE);
    expect(await Promise.all([provider.replace('a1'), provider.replace('a1')])).toEqual([ok('a2'), ok('a2')]);
    expect(await provider.replace('a1')).toEqual(ok('a2'));
    expect(asked).toHaveLength(2);
  });

  it('is not taken from the store again', async () => {
    store.stored = { version: 4, refreshToken: 'r1', accessToken: 'kept', expiresAtMs: scheduler.now() + 10 * MINUTE };
    const provider = tokens();
    await provider.current();
    expect(await provider.replace('kept')).toEqual(ok('a1'));
  });

  it('is not replaced when it was issued a moment ago', async () => {
    const provider = tokens();
    await provider.current();
    expect(await provider.replace('a1')).toEqual(refused('transient'));
    expect(asked).toHaveLength(1);
  });
});

describe('a refusal to refresh', () => {
  it.each(['disconnected', 'configuration'] as const)(
    'that is %s is told, and not asked for again for a minute',
    async (kind) => {
      answers.push({ kind, message: 'x' });
      const provider = tokens();
      expect(await provider.current()).toEqual(refused(kind));
      await scheduler.advance(MINUTE - 1);
      expect(await provider.current()).toEqual(refused(kind));
      expect(asked).toHaveLength(1);
      await scheduler.advance(1);
      expect(await provider.current()).toEqual(ok('a2'));
    },
  );

  it('is forgotten as soon as other tokens are stored', async () => {
    answers.push({ kind: 'disconnected', message: 'x' });
    const provider = tokens();
    await provider.current();
    store.stored = { version: 2, refreshToken: 'reconnected' };
    expect(await provider.current()).toEqual(ok('a2'));
    expect(asked).toEqual(['r1', 'reconnected']);
  });

  it('says of which stored tokens it is, each time', async () => {
    answers.push({ kind: 'disconnected', message: 'x' });
    const provider = tokens();
    expect(await provider.current()).toMatchObject({ failure: { version: 1 } });
    expect(await provider.current()).toMatchObject({ failure: { version: 1 } });
  });

  it('for a while is waited out, as long as HubSpot says or longer each time', async () => {
    answers.push({ kind: 'transient', message: '429', retryAfterMs: 7_000 });
    const provider = tokens();
    expect(await provider.current()).toMatchObject({ failure: { retryAfterMs: 7_000 } });
    await scheduler.advance(6_999);
    expect(await provider.current()).toMatchObject({ failure: { retryAfterMs: 1 } });
    await scheduler.advance(1);
    answers.push({ kind: 'transient', message: '500' });
    expect(await provider.current()).toMatchObject({ failure: { retryAfterMs: 2_000 } });
    expect(asked).toHaveLength(2);
  });

  it('by a portal that is not this one keeps the stranger’s tokens out', async () => {
    answers.push({ portalId: '999' });
    expect(await tokens().current()).toEqual(refused('configuration'));
    expect(store.stored).toEqual({ version: 1, refreshToken: 'r1' });
  });
});

describe('a store', () => {
  it('without tokens means the portal is not connected', async () => {
    store.stored = undefined;
    expect(await tokens().current()).toEqual(refused('disconnected'));
  });

  it('that fails is a passing failure', async () => {
    store.broken = true;
    const provider = tokens();
    expect(await provider.current()).toEqual(refused('transient'));
    store.broken = false;
    expect(await provider.current()).toEqual(ok('a1'));
  });
});
