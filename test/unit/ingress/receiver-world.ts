import type { Account, AdapterDefinition } from 'channelwright/adapter';
import type { AccountRow, AccountState } from '../../../src/directory/accounts/account-row.js';
import type { KnownAccount } from '../../../src/directory/accounts/accounts.js';
import { CHECKPOINT } from '../../../src/ingress/receiving/checkpoint-row.js';
import type { ReceiverDeps } from '../../../src/ingress/receiving/receiver-deps.js';
import { NO_TRACES } from '../../../src/policy/traces.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SeededRandom } from '../../../src/testing/seeded-random.js';
import { IngressWorld } from './ingress-world.js';

/** Accounts that come and go, an inbox, and the checkpoints that were folded from it. */
export class ReceiverWorld {
  readonly ingress = new IngressWorld();
  readonly scheduler = new ManualScheduler();
  readonly known = new Map<string, KnownAccount>();
  /** As the fold has them: moved by {@link fold}. */
  readonly checkpoints = new Map<string, string>();
  /** The portals that another process receives for. */
  readonly foreign = new Set<string>();
  /** The process may call. */
  licensed = true;

  addChannel(definition: AdapterDefinition): void {
    this.ingress.addChannel('chat', definition, definition.create!({} as never), []);
  }

  account(key: string, settings: object = {}, state: AccountState = 'active'): void {
    const address = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: `us-${key}` } as const;
    const account: Account = { key, channel: 'chat', portalId: '62515', address, settings };
    this.known.set(key, { row: { key, channel: 'chat', state } as AccountRow, account });
    const { runtime } = this.ingress.runtimes.get('chat')!;
    const accounts = [...this.known.values()].flatMap(({ account: one }) => one ?? []);
    this.ingress.runtimes.set('chat', { runtime, accounts });
  }

  /** What the reducer does with the checkpoints in the inbox. */
  fold(): void {
    for (const { kind, body } of this.ingress.inbox) {
      if (kind !== CHECKPOINT) continue;
      const { key, value } = body as { key: string; value: string };
      this.checkpoints.set(key, value);
    }
  }

  /** What a process has that starts now. */
  deps(): ReceiverDeps {
    const { channels, accounts, append, counters, log } = this.ingress.deps();
    return {
      channels,
      accounts: { all: () => [...this.known.values()], lookup: accounts.lookup },
      owns: (_, portal) => !this.foreign.has(portal),
      assertLicensed: () => {
        if (!this.licensed) throw new Error('not licensed');
      },
      store: { read: async ([request]) => [this.#stored((request as { keys: string[] }).keys)] },
      append,
      traces: NO_TRACES,
      counters,
      scheduler: this.scheduler,
      random: new SeededRandom(1),
      log,
    };
  }

  get told(): unknown[] {
    return this.ingress.inbox.filter(({ kind }) => kind !== CHECKPOINT);
  }

  #stored(keys: string[]) {
    return keys.flatMap((key) => {
      const value = this.checkpoints.get(key);
      return value === undefined ? [] : [{ key, doc: JSON.stringify({ key, value, atMs: 0 }) }];
    });
  }
}
