import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Accounts } from '../../../src/directory/accounts/accounts.js';
import { eraseTarget, membershipOf } from '../../../src/directory/erasing/erase-work.js';
import { PRIVACY_ERASE } from '../../../src/directory/erasing/privacy-erase.js';
import { ALIASES, CONVERSATIONS } from '../../../src/directory/people/conversation-row.js';
import { PROVIDER_EVENT } from '../../../src/directory/people/peer-reducer.js';
import { Tombstones } from '../../../src/directory/people/tombstones.js';
import { NOTHING } from '../../../src/erasure/erase-slice.js';
import { PrivacyReducer } from '../../../src/erasure/privacy-reducer.js';
import { sliceOfMember } from '../../../src/erasure/slice-of-member.js';
import { SliceReducer } from '../../../src/erasure/slice-reducer.js';
import { matches } from '../../../src/outbox/fold/working-set.js';
import { LANES } from '../../../src/outbox/lane.js';
import { WORK } from '../../../src/outbox/work-row.js';
import type { Read } from '../../../src/outbox/work-store.js';
import { IncomingReducer } from '../../../src/publication/incoming-reducer.js';
import { NameReducer } from '../../../src/publication/name-reducer.js';
import { PUBLICATIONS } from '../../../src/publication/publication-row.js';
import { channelRuntime, channels } from '../../fixtures/channels.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import { TEST_KEY } from '../../fixtures/temp-store.js';

const DAY = 86_400_000;
const RETENTION = { statesMs: 180 * DAY, contentMs: 14 * DAY, disconnectedMs: 14 * DAY };
const KEYS = new Tombstones([TEST_KEY]);
const OWNER = { app: 'main', portal: '1', channel: 'sms', account: 'line' };
const GROUP = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'group-7' } as const;
const ADA = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'ada' } as const;
const BOB = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'bob' } as const;

const accounts = { all: () => [{ row: { key: 'line', app: 'main', portal: '1' } }] } as unknown as Accounts;
const reducers = [
  new IncomingReducer(channels(channelRuntime()), RETENTION, KEYS),
  new NameReducer(KEYS),
  new PrivacyReducer(accounts, KEYS),
  new SliceReducer(KEYS),
];
let tx: MemoryTx;

function fold(kind: string, body: unknown): void {
  tx.fold({ kind, ...OWNER, receivedAtMs: tx.nowMs, body }, reducers);
}

function writes(from: typeof ADA | typeof BOB, id: string, name?: string): void {
  tx.nowMs += 1;
  const content = [{ kind: 'text', text: `words of ${from.value}` }];
  const event = {
    kind: 'message',
    account: 'line',
    dedupeKey: id,
    id,
    atMs: 1,
    conversation: GROUP,
    from: { ...from, name },
    content,
  };
  fold(PROVIDER_EVENT, { channel: 'sms', event });
}

const erase = () => fold(PRIVACY_ERASE, { peers: [ADA.value], by: 'test' });

/** The store, as a handler reads it. */
const store = {
  read: async (reads: Read[]) =>
    reads
      .map((read) => {
        const rows = tx
          .all(PUBLICATIONS)
          .filter((row) => !('keys' in read) && matches(read, row.key, PUBLICATIONS.columns(row)));
        return rows.sort((a, b) => a.createdAtMs - b.createdAtMs).slice(0, 'limit' in read ? read.limit : undefined);
      })
      .map((rows) => rows.map((row) => ({ key: row.key, doc: JSON.stringify(row) }))),
};

async function slices(): Promise<void> {
  for (;;) {
    const work = tx.all(WORK).find((row) => eraseTarget(row).of === 'member');
    if (!work) return;
    const slice = await sliceOfMember(store, work, eraseTarget(work).name, 2);
    fold('erasure.slice', { ...NOTHING, ...slice, work: work.key, from: work.cursor });
  }
}

const kept = () => JSON.stringify([...tx.rows.values()].filter(({ table }) => table.name !== WORK.name));

beforeEach(() => {
  tx = new MemoryTx();
  writes(ADA, 'm1', 'Ada Lovelace');
  for (const id of ['m2', 'm3', 'm4']) writes(BOB, id, 'Bob');
  writes(ADA, 'm5');
});

describe('a member of a group who is to be forgotten', () => {
  it('is noted down as one without the address', () => {
    const noted = tx.all(ALIASES).filter(({ address }) => address.type === 'GROUP_MEMBER');
    expect(noted).toHaveLength(2);
    expect(JSON.stringify(noted)).not.toMatch(/ada|bob/);
  });

  it('leaves neither name nor address nor words, while the others stay', async () => {
    erase();
    expect(tx.all(CONVERSATIONS)[0]?.names).toMatchObject([{ name: 'Bob' }]);
    await slices();
    expect(kept()).not.toMatch(/ada|Ada/);
    expect(tx.all(PUBLICATIONS).map(({ providerId }) => providerId)).toEqual(['m2', 'm3', 'm4']);
    expect(tx.all(LANES)[0]?.items).toHaveLength(3);
  });

  it('is not named again by an answer that comes late, but by what they write later', async () => {
    erase();
    const [group] = tx.all(CONVERSATIONS);
    fold('publication.nameAsked', { conversation: group!.key, peer: ADA, answer: { kind: 'answered', name: 'Ada' } });
    expect(tx.all(CONVERSATIONS)[0]?.names).toHaveLength(1);
    writes(ADA, 'm6', 'Ada, again');
    await slices();
    expect(tx.all(PUBLICATIONS).map(({ providerId }) => providerId)).toEqual(['m2', 'm3', 'm4', 'm6']);
    erase();
    await slices();
    expect(kept()).not.toMatch(/ada|Ada/);
  });

  it('is found where only the name is known from before members were noted down', () => {
    for (const alias of tx.all(ALIASES)) {
      if (alias.address.type === 'GROUP_MEMBER') tx.remove(ALIASES, ALIASES.key(alias));
    }
    writes(BOB, 'm6');
    erase();
    const targets = tx.all(WORK).map((row) => eraseTarget(row));
    expect(targets.filter(({ of }) => of === 'member').map(({ name }) => membershipOf(name).member)).toEqual([ADA]);
  });
});
