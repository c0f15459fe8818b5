import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '../../../src/contract/send-outcome.js';
import { OutcomeReducer } from '../../../src/delivery/outcomes/outcome-reducer.js';
import type { Accounts } from '../../../src/directory/accounts/accounts.js';
import { PRIVACY_ERASE } from '../../../src/directory/erasing/privacy-erase.js';
import { ALIASES, CONVERSATIONS, type ConversationRow } from '../../../src/directory/people/conversation-row.js';
import { conversationFor } from '../../../src/directory/people/conversations.js';
import { PROVIDER_EVENT } from '../../../src/directory/people/peer-reducer.js';
import { TOMBSTONES } from '../../../src/directory/people/tombstone-row.js';
import { Tombstones } from '../../../src/directory/people/tombstones.js';
import { NOTHING } from '../../../src/erasure/erase-slice.js';
import { ErasedCallReducer, ErasedMessageSettler } from '../../../src/erasure/erased-call.js';
import { PrivacyReducer } from '../../../src/erasure/privacy-reducer.js';
import { SliceReducer } from '../../../src/erasure/slice-reducer.js';
import { joinLane } from '../../../src/outbox/lane.js';
import { WORK } from '../../../src/outbox/work-row.js';
import { IncomingReducer } from '../../../src/publication/incoming-reducer.js';
import { NameReducer } from '../../../src/publication/name-reducer.js';
import { PublicationReducer } from '../../../src/publication/publication-reducer.js';
import { PUBLICATIONS } from '../../../src/publication/publication-row.js';
import { messageState } from '../../../src/status/aggregate.js';
import { CONTENTS } from '../../../src/status/content-row.js';
import { MESSAGES, type MessageRow, REFS, waitKey } from '../../../src/status/message-row.js';
import { ReceiptReducer } from '../../../src/status/receipt-reducer.js';
import { SeededRandom } from '../../../src/testing/seeded-random.js';
import { channelRuntime, channels } from '../../fixtures/channels.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import { ACCOUNT, APP, CREATED_AT, message, openAttempt, PORTAL, part } from '../../fixtures/message-rows.js';
import { TEST_KEY } from '../../fixtures/temp-store.js';

const DAY = 86_400_000;
const RETENTION = { statesMs: 180 * DAY, contentMs: 14 * DAY, disconnectedMs: 14 * DAY };
const KEYS = new Tombstones([TEST_KEY]);
const OWNER = { app: APP, portal: PORTAL, channel: 'sms', account: ACCOUNT };
const PEER = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
const OTHER = { type: 'HS_PHONE_NUMBER', value: '+15550177' } as const;
const WHOLE = { sentWhen: 'accepted' } as const;

const definition = channelRuntime();
const accounts = {
  get: () => ({ capabilities: definition.definition.capabilities }),
  all: () => [{ row: { key: ACCOUNT, app: APP, portal: PORTAL } }],
} as unknown as Accounts;
const settler = new ErasedMessageSettler();
const reducers = [
  new OutcomeReducer(accounts, new SeededRandom(1), RETENTION, KEYS),
  new ReceiptReducer(channels(definition), RETENTION, KEYS),
  new IncomingReducer(channels(definition), RETENTION, KEYS),
  new NameReducer(KEYS),
  new PublicationReducer(channels(definition), new SeededRandom(1)),
  new PrivacyReducer(accounts, KEYS),
  new SliceReducer(KEYS),
  new ErasedCallReducer(),
];

let tx: MemoryTx;
let conversation: ConversationRow;

function fold(kind: string, body: unknown): void {
  tx.fold({ kind, ...OWNER, receivedAtMs: tx.nowMs, body }, reducers, settler);
}

const told = (event: object) =>
  fold(PROVIDER_EVENT, { channel: 'sms', event: { account: ACCOUNT, dedupeKey: 'k', ...event } });
const begin = () => fold(PRIVACY_ERASE, { peers: [PEER.value], by: 'test' });

function slice(messages: string[], publications: string[] = []): void {
  const work = tx.all(WORK).find(({ ref }) => ref === `conversation:${conversation.key}`)!;
  const conversations = [{ key: conversation.key, whole: true }];
  fold('erasure.slice', { ...NOTHING, work: work.key, conversations, messages, publications, last: true });
}

function erase(): void {
  begin();
  slice([row().key]);
}

const row = (): MessageRow => tx.all(MESSAGES)[0]!;

function returned(outcome: SendOutcome): void {
  fold('delivery.returned', {
    message: row().key,
    partIndex: 0,
    attempt: 1,
    correlation: 'c-1',
    outcome,
    atMs: tx.nowMs,
  });
}

/** Everything that is kept, as it reads. */
const kept = () =>
  JSON.stringify([...tx.rows.values()].filter(({ table }) => table.name !== WORK.name).concat(tx.journaled as never));

beforeEach(() => {
  tx = new MemoryTx(CREATED_AT + 1_000);
  conversation = conversationFor(tx, OWNER, PEER, KEYS);
  const sent = message([part([openAttempt()])], { conversation: conversation.key, to: PEER });
  tx.put(MESSAGES, sent);
  tx.put(CONTENTS, { key: sent.key, items: [{ kind: 'text', text: 'a secret' }], expiresAtMs: tx.nowMs + DAY });
  joinLane(tx, { ...OWNER, conversation: conversation.key }, 'out', {
    kind: 'message',
    key: sent.key,
    atMs: 1,
    sequence: 0,
  });
});

describe('a call that is under way while its peer is erased', () => {
  it('holds nothing up: all that is left is what it comes to', () => {
    erase();
    expect(tx.all(CONVERSATIONS)).toEqual([]);
    expect(tx.all(CONTENTS)).toEqual([]);
    expect(kept()).not.toContain('5550199');
    expect(tx.all(WORK)).toMatchObject([expect.anything(), { key: `erased-call:${row().key}`, leased: true }]);
  });

  it('is told when it comes to its end, and its receipts are, under an id that tells nobody', () => {
    erase();
    returned({ kind: 'accepted', ids: ['wire-15550199'], aliases: [OTHER] });
    expect(messageState(row(), WHOLE)).toBe('accepted');
    expect(tx.unparked).toContain(waitKey(row(), { of: 'id', ref: 'wire-15550199' }));
    told({
      kind: 'receipt',
      of: { id: 'wire-15550199' },
      state: 'failed',
      reason: { class: 'unknown', scope: 'peer', detail: '+15550199 is off' },
    });
    expect(messageState(row(), WHOLE)).toBe('failed');
    expect(tx.all(WORK).some(({ key }) => key.startsWith('erased-call:'))).toBe(false);
    expect(kept()).not.toMatch(/5550199|5550177|is off/);
  });

  it('is not repeated where it was refused for now', () => {
    erase();
    returned({
      kind: 'retry',
      reason: { class: 'provider-unavailable', scope: 'message', detail: '+15550199 is busy' },
    });
    expect(messageState(row(), WHOLE)).toBe('failed');
    expect(kept()).not.toMatch(/5550199|busy/);
  });

  it('is unconfirmed when its time is over, and a proof is heard even then', () => {
    erase();
    const [timer] = tx.all(WORK).filter(({ key }) => key.startsWith('erased-call:'));
    tx.nowMs = timer!.dueAtMs;
    fold('due.erased-call', timer);
    expect(row().parts?.[0]?.presumed).toMatchObject({ class: 'unconfirmed' });
    returned({ kind: 'accepted', ids: ['SM1'] });
    expect(messageState(row(), WHOLE)).toBe('accepted');
  });

  it('is unconfirmed at once where it was begun by an owner who is gone', () => {
    tx.epoch = 2;
    erase();
    expect(row().parts?.[0]?.presumed).toMatchObject({ class: 'unconfirmed' });
  });
});

describe('what comes late for a conversation that is being erased', () => {
  it('is no alias: another conversation of the peer is not led away from', () => {
    const other = conversationFor(tx, OWNER, OTHER, KEYS);
    begin();
    returned({ kind: 'accepted', ids: ['SM1'], aliases: [OTHER] });
    expect(tx.all(ALIASES)).toMatchObject([{ address: OTHER, conversation: other.key }]);
  });

  it('is no text: of an edited message, nor of an echo of what was being sent; no name is', () => {
    told({
      kind: 'message',
      id: 'm1',
      atMs: 1,
      conversation: PEER,
      from: PEER,
      content: [{ kind: 'text', text: 'hello' }],
    });
    begin();
    told({ kind: 'edited', of: 'm1', content: [{ kind: 'text', text: 'a secret, edited' }] });
    told({
      kind: 'echo',
      id: 'e1',
      atMs: tx.nowMs,
      conversation: PEER,
      from: PEER,
      content: [{ kind: 'text', text: 'a secret, echoed' }],
    });
    fold('publication.nameAsked', {
      conversation: conversation.key,
      peer: PEER,
      answer: { kind: 'answered', name: 'Ada' },
    });
    expect(kept()).not.toMatch(/edited|echoed|Ada/);
    slice(
      [row().key],
      tx.all(PUBLICATIONS).map(({ key }) => key),
    );
    expect(kept()).not.toMatch(/secret|hello|5550199/);
    expect(tx.all(TOMBSTONES)).toHaveLength(1);
  });

  it('is only the id of what HubSpot has taken: its webhook is a duplicate then, and is not sent to them', () => {
    begin();
    fold('publication.returned', { publication: 'p1', outcome: { kind: 'published', messageId: 'h1', threadId: 't' } });
    expect(tx.get(MESSAGES, `${APP}/${PORTAL}/h1`)).toMatchObject({ origin: 'published', conversation: '' });
  });

  it('is no licence to send', () => {
    tx.put(MESSAGES, { ...row(), parts: [part()] });
    begin();
    fold('delivery.intended', { message: row().key, partIndex: 0, attempt: 1, correlation: 'c-1' });
    expect(tx.answered).toBe(false);
  });
});

describe('an erased message', () => {
  it('keeps an id that tells an address hidden, and its receipts find it', () => {
    returned({ kind: 'accepted', ids: ['wire-15550199', 'SM1'] });
    erase();
    expect(tx.all(REFS).map(({ key }) => key)).toEqual([`${ACCOUNT}|i|SM1`, expect.stringContaining('|i|hidden-')]);
    for (const id of ['wire-15550199', 'SM1']) told({ kind: 'receipt', of: { id }, state: 'read' });
    expect(messageState(row(), WHOLE)).toBe('read');
    expect(kept()).not.toContain('5550199');
  });
});
