import { describe, expect, it } from '@jest/globals';
import type { Account } from '../../../../src/contract/account.js';
import { ACCOUNTS, type AccountRow } from '../../../../src/directory/accounts/account-row.js';
import { ClaimReducer, type IdentitiesClaimed } from '../../../../src/directory/connections/claim-reducer.js';
import { CLAIMS } from '../../../../src/directory/connections/claim-row.js';
import { CONNECTIONS, type ConnectionRow } from '../../../../src/directory/connections/connection-row.js';
import { IdentityClaims } from '../../../../src/directory/connections/identity-claims.js';
import { rowId } from '../../../../src/outbox/fold/working-set.js';
import type { FoldEvent } from '../../../../src/outbox/reducer.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { connectable } from '../../../fixtures/connectable-adapter.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';

const NUMBER = { type: 'HS_PHONE_NUMBER', value: '+15550100' } as const;

/** Portals whose handlers claim the same number, and one fold that decides when it is told to. */
class Claiming {
  readonly tx = new MemoryTx();
  readonly scheduler = new ManualScheduler();
  readonly inbox: FoldEvent[] = [];
  /** Accounts as a process knows them. */
  known: AccountRow[] = [];
  readonly #claims = new IdentityClaims(
    { read: async (requests) => requests.map((request) => ('keys' in request ? this.#rows(request) : [])) },
    async (events) => {
      this.inbox.push(...events);
      return events.map(() => 'appended');
    },
    { byName: () => ({ name: 'chat', definition: connectable({}).adapter }) as never },
    {
      get: (key) => this.known.flatMap((row) => (row.key === key ? [{ row }] : []))[0],
      lookup: () =>
        ({ byIdentity: () => this.known.map(({ key, portal: portalId }) => ({ key, portalId }) as Account) }) as never,
    },
    this.scheduler,
  );

  connection(portal: string, change: Partial<ConnectionRow> = {}): ConnectionRow {
    const row = {
      ...{ key: `c${portal}`, app: 'main', portal, channel: 'chat', state: 'asked', createdAtMs: 0, askedAtMs: 1 },
      ...{ address: NUMBER, settings: { login: 'acme', password: 'secret-enough' }, settingsVersion: 1, ...change },
    } as ConnectionRow;
    this.tx.put(CONNECTIONS, row);
    return row;
  }

  claim(row: ConnectionRow): Promise<string> {
    return this.#claims.claim(row, new AbortController().signal);
  }

  isTaken(row: ConnectionRow): Promise<boolean> {
    return this.#claims.isTaken(row);
  }

  /** Time passes; what was appended meanwhile is folded. */
  async decide(): Promise<void> {
    for (let step = 0; step < 5; step += 1) {
      await this.scheduler.advance(100);
      for (const event of this.inbox.splice(0)) this.tx.fold(event, [new ClaimReducer()]);
    }
    await this.scheduler.advance(1_000);
  }

  #rows({ table, keys }: { table: string; keys: string[] }) {
    return keys.flatMap((key) => {
      const held = this.tx.rows.get(rowId(table, key));
      return held ? [{ key, doc: JSON.stringify(held.row) }] : [];
    });
  }
}

describe('an address that two portals claim at the same moment', () => {
  it('goes to one of them, whoever is folded first', async () => {
    const claiming = new Claiming();
    const both = [claiming.claim(claiming.connection('1')), claiming.claim(claiming.connection('2'))];
    await claiming.decide();
    expect(await Promise.all(both)).toEqual(['ours', 'taken']);
  });

  it('stays with whom it went to, and is theirs however often they ask', async () => {
    const claiming = new Claiming();
    const [ours, theirs] = [claiming.connection('1'), claiming.connection('2')];
    for (const [row, verdict] of [
      [ours, 'ours'],
      [theirs, 'taken'],
      [ours, 'ours'],
    ] as const) {
      const asked = claiming.claim(row);
      await claiming.decide();
      expect(await asked).toBe(verdict);
    }
  });

  it('goes to one of two that find a void claim', async () => {
    const claiming = new Claiming();
    const first = claiming.claim(claiming.connection('1'));
    await claiming.decide();
    await first;
    claiming.connection('1', { state: 'refused' });
    const both = [claiming.claim(claiming.connection('2')), claiming.claim(claiming.connection('3'))];
    await claiming.decide();
    expect(await Promise.all(both)).toEqual(['ours', 'taken']);
  });

  it('is claimed once more by a form that is sent again: what was void may have been taken', async () => {
    const claiming = new Claiming();
    const first = claiming.claim(claiming.connection('1'));
    await claiming.decide();
    await first;
    claiming.connection('1', { state: 'refused' });
    const other = claiming.claim(claiming.connection('2'));
    await claiming.scheduler.advance(0);
    // The other has seen the void claim and not taken it yet.
    const again = claiming.claim(claiming.connection('1', { askedAtMs: 2 }));
    await claiming.decide();
    expect(await Promise.all([other, again])).toEqual(['ours', 'taken']);
  });

  it('is not free while the account of an older connection works, wherever that is known', async () => {
    const claiming = new Claiming();
    const account = { key: 'a', app: 'main', portal: '1', channel: 'chat', state: 'active' } as AccountRow;
    const first = claiming.claim(claiming.connection('1'));
    await claiming.decide();
    await first;
    claiming.connection('1', { state: 'connected', account: 'a' });
    claiming.tx.put(ACCOUNTS, { ...account, channelAccountId: '9' });
    expect(await claiming.claim(claiming.connection('2'))).toBe('taken');
    claiming.tx.put(ACCOUNTS, { ...account, channelAccountId: '9', state: 'purged' });
    const free = claiming.claim(claiming.connection('2'));
    await claiming.decide();
    expect(await free).toBe('ours');
    claiming.known = [account];
    expect(await claiming.claim(claiming.connection('3'))).toBe('taken');
  });

  it('is taken from whoever looks once it has been claimed, and from nobody by being asked for', async () => {
    const claiming = new Claiming();
    const [one, other] = [claiming.connection('1'), claiming.connection('2')];
    expect(await claiming.isTaken(other)).toBe(false);
    const claimed = claiming.claim(one);
    await claiming.decide();
    await claimed;
    expect([await claiming.isTaken(one), await claiming.isTaken(other)]).toEqual([false, true]);
  });

  it('is nobody’s while nobody decides', async () => {
    const claiming = new Claiming();
    const asked = claiming.claim(claiming.connection('1'));
    await claiming.scheduler.advance(60_000);
    expect([await asked, claiming.inbox.length]).toEqual(['undecided', 1]);
  });
});

it('a claim of several names is for all of them or none', () => {
  const tx = new MemoryTx();
  const claim = (portal: string, seen: Record<string, number>) => {
    const body: IdentitiesClaimed = { portal, holder: { connection: `c${portal}`, askedAtMs: 1 }, seen };
    tx.fold({ kind: 'identities.claimed', app: 'main', portal: '', receivedAtMs: 0, body }, [new ClaimReducer()]);
  };
  claim('1', { number: 0 });
  claim('2', { service: 0, number: 0 });
  expect(tx.all(CLAIMS).map(({ key, portal }) => [key, portal])).toEqual([['number', '1']]);
});
