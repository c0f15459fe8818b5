import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Address } from 'channelwright/adapter';
import { CONVERSATIONS } from '../../../src/directory/people/conversation-row.js';
import { until } from '../../fixtures/until.js';
import { PEER, PublicationWorld, refusal } from './publication-world.js';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;
const GROUP: Address = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'group-1' };
const MEMBER: Address = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'member-1' };

type Answer = { name?: string } | Promise<{ name?: string }>;

let world: PublicationWorld;
let asked: { peer: Address; conversation: Address; signal: AbortSignal }[];
let answer: () => Answer;
beforeEach(async () => {
  asked = [];
  answer = () => ({ name: 'Ann' });
  world = await PublicationWorld.open({
    adapter: {
      async describePeer(peer, conversation, _account, signal) {
        asked.push({ peer, conversation, signal });
        return answer();
      },
    },
  });
});
afterEach(() => world.close());

const names = () => world.hubspot.published.map(({ senders }) => senders[0]?.name);

/** The customer writes, and what that sets off is done. */
async function writes(...given: Parameters<PublicationWorld['message']>): Promise<void> {
  await world.receive(world.message(...given));
  await world.work();
}

describe('a customer whose provider’s events carry no name', () => {
  it('is published under the one the provider tells when it is asked', async () => {
    await writes('Hello');
    expect(names()).toEqual(['Ann']);
    expect(asked).toMatchObject([{ peer: PEER, conversation: PEER }]);
  });

  it('is asked about once for a week', async () => {
    await world.receive(world.message('One'), world.message('Two'));
    await world.work();
    await world.after(WEEK - 1);
    await writes('Three');
    expect([names(), asked.length]).toEqual([['Ann', 'Ann', 'Ann'], 1]);
    answer = () => ({ name: 'Anna' });
    await world.after(1);
    await writes('Four');
    expect([names().at(-1), asked.length]).toEqual(['Anna', 2]);
  });

  it('who has none is asked about once as well', async () => {
    answer = () => ({});
    await writes('One');
    await world.restart();
    await writes('Two');
    expect([names(), asked.length]).toEqual([[undefined, undefined], 1]);
  });

  it('is not asked about again after a restart', async () => {
    await writes('One');
    await world.restart();
    await writes('Two');
    expect([names(), asked.length]).toEqual([['Ann', 'Ann'], 1]);
  });

  it('is published without a name where the provider cannot say, and asked about a minute later', async () => {
    answer = () => Promise.reject(new Error('nobody is called +15550199'));
    await writes('One');
    await world.after(MINUTE - 1);
    await writes('Two');
    expect([names(), asked.length]).toEqual([[undefined, undefined], 1]);
    expect(await world.journal()).toContain('peer.nameUnavailable');
    expect(await world.journalText()).not.toContain('nobody is called');
    answer = () => ({ name: 'Ann' });
    await world.after(1);
    await writes('Three');
    expect([names().at(-1), asked.length]).toEqual(['Ann', 2]);
  });

  it('waits three seconds for a name and no longer', async () => {
    answer = () => new Promise(() => undefined);
    await world.receive(world.message('Hello'));
    const working = world.work();
    await until('the provider is asked', () => asked.length === 1);
    await world.scheduler.advance(2_999);
    expect([asked[0]?.signal.aborted, world.hubspot.texts]).toEqual([false, []]);
    await world.scheduler.advance(1);
    await working;
    expect([asked[0]?.signal.aborted, world.hubspot.texts, names()]).toEqual([true, ['Hello'], [undefined]]);
  });

  it('is called the same each time a message is tried', async () => {
    answer = () => Promise.reject(new Error('the provider is away'));
    world.hubspot.onPublish = (_, call) =>
      call === 1 ? refusal({ kind: 'ambiguous' }) : { ok: true, status: 200, value: { id: 'hs-1' } };
    await writes('Hello');
    answer = () => ({ name: 'Ann' });
    await world.after(2 * MINUTE);
    expect([names(), asked.length]).toEqual([[undefined, undefined], 1]);
  });

  it('may be of an adapter that answers nonsense', async () => {
    answer = () => ({ name: { first: 'Ann' } }) as never;
    await writes('One');
    answer = () => undefined as never;
    await world.after(WEEK);
    await writes('Two');
    expect(names()).toEqual([undefined, undefined]);
  });

  it('is not asked about for what we wrote from elsewhere', async () => {
    await writes('From the phone', { kind: 'echo' });
    expect([world.hubspot.texts, asked]).toEqual([['From the phone'], []]);
  });
});

describe('a name that comes with an event', () => {
  it('is taken, without asking, also for what follows without one', async () => {
    await writes('One', { from: { ...PEER, name: 'Annie' } });
    await writes('Two');
    await world.after(2 * WEEK);
    await writes('Three');
    expect([names(), asked]).toEqual([['Annie', 'Annie', 'Annie'], []]);
  });

  it('is not kept where we have written ourselves', async () => {
    await writes('From the phone', { kind: 'echo', from: { ...PEER, name: 'The shop' } });
    expect((await world.rows(CONVERSATIONS))[0]?.names).toBeUndefined();
  });
});

describe('in a group', () => {
  it('the member who wrote is named before the words, and asked about once', async () => {
    await writes('Hi all', { conversation: GROUP, from: MEMBER });
    await writes('Anybody?', { conversation: GROUP, from: MEMBER });
    expect(world.hubspot.texts).toEqual(['Ann: Hi all', 'Ann: Anybody?']);
    expect(asked).toMatchObject([{ peer: MEMBER, conversation: GROUP }]);
  });

  it('each member is asked about', async () => {
    answer = () => ({ name: `member ${asked.length}` });
    const other = { ...MEMBER, value: 'member-2' };
    await writes('One', { conversation: GROUP, from: MEMBER });
    await writes('Two', { conversation: GROUP, from: other });
    await writes('Three', { conversation: GROUP, from: MEMBER });
    expect(world.hubspot.texts).toEqual(['member 1: One', 'member 2: Two', 'member 1: Three']);
  });
});
