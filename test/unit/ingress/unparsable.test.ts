import { describe, expect, it } from '@jest/globals';
import type { ProviderEvent } from 'channelwright/adapter';
import type { Json } from '../../../src/contract/json.js';
import { rereadUnparsable } from '../../../src/ingress/reread.js';
import { UnparsableReducer } from '../../../src/ingress/webhooks/unparsable-reducer.js';
import { DEAD_LETTERS, type DeadLetterRow } from '../../../src/outbox/dead-letter.js';
import { LetterContentReducer } from '../../../src/outbox/letter-content-reducer.js';
import { WORK } from '../../../src/outbox/work-row.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import { adapterWith, anAccount, IngressWorld, signed, webhookOf } from './ingress-world.js';

const CONTENT_MS = 14 * 24 * 3_600_000;

/** The dead letters that the inbox becomes. */
function folded(world: IngressWorld): { letters: DeadLetterRow[]; tx: MemoryTx } {
  const tx = new MemoryTx();
  world.inbox.forEach((event, index) => {
    tx.fold({ ...event, inbox: { ...event, seq: index } }, [new UnparsableReducer({ contentMs: CONTENT_MS })]);
  });
  return { letters: tx.all(DEAD_LETTERS), tx };
}

async function hubspotLetter(body: object | string): Promise<DeadLetterRow> {
  const world = new IngressWorld();
  await world.ingress().handle(signed('{"type":'));
  const { letters } = folded(world);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { ...letters[0]!, body: { ...(letters[0]!.body as object), base64: Buffer.from(text).toString('base64') } };
}

const optOut: ProviderEvent = {
  account: 'one',
  dedupeKey: 'k',
  kind: 'optOut',
  peer: { type: 'HS_PHONE_NUMBER', value: '+15550199' },
};

describe('what cannot be read', () => {
  it('is a dead letter with the raw bytes, and is told', async () => {
    const world = new IngressWorld();
    await world.ingress().handle(signed('not JSON'));
    const { letters, tx } = folded(world);
    expect(letters).toMatchObject([
      {
        kind: 'unparsable',
        app: 'main',
        cause: { code: 'CW_WEBHOOK_UNPARSABLE', detail: 'the body is not JSON' },
        body: { source: 'hubspot', base64: Buffer.from('not JSON').toString('base64') },
      },
    ]);
    expect(tx.takeEmitted()).toEqual(['dead-letter.added']);
  });

  it('is one dead letter however often it comes', async () => {
    const world = new IngressWorld();
    const ingress = world.ingress();
    await ingress.handle(signed('not JSON'));
    await ingress.handle(signed('not JSON'));
    await ingress.handle(signed('not JSON either'));
    expect(folded(world).letters).toHaveLength(2);
  });

  it('loses its bytes when other content would, and stays on record', async () => {
    const world = new IngressWorld();
    await world.ingress().handle(signed('not JSON'));
    const { letters, tx } = folded(world);
    const [timer] = tx.all(WORK);
    expect(timer).toMatchObject({ queue: 'timer', dueAtMs: letters[0]!.atMs + CONTENT_MS });
    const due = { kind: 'due.letter-content', app: 'main', portal: '', receivedAtMs: timer!.dueAtMs };
    tx.fold({ ...due, body: timer as unknown as Json }, [new LetterContentReducer()]);
    const { key, atMs, cause } = letters[0]!;
    const kept = { key, atMs, cause, kind: 'unparsable.emptied', body: { source: 'hubspot', name: 'main' } };
    expect(tx.all(DEAD_LETTERS)).toEqual([{ ...kept, app: 'main', portal: '' }]);
    expect(tx.all(WORK)).toEqual([]);
  });

  it('but has a type that is not known is on record', async () => {
    const world = new IngressWorld();
    await world.ingress().handle(signed({ type: 'THREAD_EXPLODED', portalId: '62515' }));
    const { letters, tx } = folded(world);
    expect(letters).toEqual([]);
    expect(tx.journaled).toMatchObject([
      { type: 'hubspot.unknown', portal: '62515', data: { type: 'THREAD_EXPLODED' } },
    ]);
  });
});

describe('reading a dead letter again', () => {
  const deps = (world: IngressWorld) => world.deps();

  it('of HubSpot gives the event its webhook would have been', async () => {
    const letter = await hubspotLetter(webhookOf('m-1'));
    expect(rereadUnparsable(deps(new IngressWorld()), letter)).toMatchObject([
      { kind: 'hubspot.message', portal: '62515', dedupeKey: 'h|main|62515|m-1' },
    ]);
  });

  it('gives nothing while it cannot be read', async () => {
    expect(rereadUnparsable(deps(new IngressWorld()), await hubspotLetter('{}'))).toBeUndefined();
  });

  it('of a provider needs an adapter that has learnt to', async () => {
    let learnt = false;
    const world = new IngressWorld();
    const seen: unknown[] = [];
    const { definition, adapter } = adapterWith({
      authenticateWebhook: (_, accounts) => ({ kind: 'authenticated', accounts: accounts.all() }),
      parseWebhook: ({ url, headers, accountKey, body }, accounts) => {
        if (!learnt) throw new Error('no');
        seen.push(url.pathname, headers['content-type'], accountKey, Buffer.from(body).toString(), accounts.length);
        return [optOut];
      },
    });
    world.addChannel('test', definition, adapter, [anAccount('one'), anAccount('two')]);
    await world.ingress().handle({
      method: 'POST',
      url: '/base/providers/test/one?a=1',
      headers: { 'content-type': 'text/x' },
      body: Buffer.from('raw'),
    });
    const [letter] = folded(world).letters;
    expect(rereadUnparsable(deps(world), letter!)).toBeUndefined();
    learnt = true;
    expect(rereadUnparsable(deps(world), letter!)).toMatchObject([{ kind: 'provider.event', account: 'one' }]);
    expect(seen).toEqual(['/base/providers/test/one', 'text/x', 'one', 'raw', 2]);
  });

  it('that is only a piece gives nothing: nobody knows what it was a piece of', async () => {
    const world = new IngressWorld();
    await world.ingress().handle({
      method: 'POST',
      url: '/base/providers/chat',
      ...world.provider.batch([{ poison: true }]),
    });
    expect(rereadUnparsable(deps(world), folded(world).letters[0]!)).toBeUndefined();
  });
});
