import { describe, expect, it } from '@jest/globals';
import { MejiroWorld, SUBSCRIBER, SUBSCRIBER_NATIONAL } from '../fixtures/mejiro-world.js';
import { until } from '../fixtures/until.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('an SMS through an aggregator that must be asked', () => {
  it('goes to the national number, and its report is fetched', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    const delivered: string[] = [];
    world.connector.events.on('message.delivered', ({ messageId }) => delivered.push(messageId));
    const id = phone.agentWrites('ご予約を承りました。');
    await phone.taken(1);
    expect(mejiro.delivered).toMatchObject([{ to: SUBSCRIBER_NATIONAL, text: 'ご予約を承りました。' }]);
    mejiro.arrive();
    await world.pass(MINUTE, () => delivered.length > 0);
    expect([delivered, world.told(id)]).toEqual([[id], ['SENT']]);
  });

  it('that does not arrive is FAILED with the aggregator’s code', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    mejiro.fate(SUBSCRIBER_NATIONAL, { state: 'unreached', code: 'E202' });
    const id = phone.agentWrites('お知らせ');
    await phone.taken(1);
    mejiro.arrive();
    await world.pass(MINUTE, () => world.shown(id) === 'FAILED');
    expect(world.failure(id)).toMatch(/E202/);
  });

  it('whose report was handed to a process that died is asked for by its id', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    mejiro.fate(SUBSCRIBER_NATIONAL, { state: 'unreached', code: 'E203' });
    const id = phone.agentWrites('お知らせ');
    await phone.taken(1);
    mejiro.arrive();
    const authorization = `Basic ${Buffer.from('contract-1:a-password').toString('base64')}`;
    const taken = await fetch(`${mejiro.url}/v1/reports`, { headers: { authorization } });
    expect(((await taken.json()) as { reports: unknown[] }).reports).not.toEqual([]);
    await world.pass(MINUTE, () => world.shown(id) === 'FAILED');
    expect(world.failure(id)).toMatch(/E203/);
  });

  it('whose answer is lost is found by its reference, and not sent again', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    mejiro.fault({ kind: 'answerLost' });
    const id = phone.agentWrites('一度だけ');
    await phone.taken(1);
    mejiro.arrive();
    await world.pass(2 * MINUTE, () => world.told(id).length > 0);
    expect([mejiro.delivered.length, world.told(id)]).toEqual([1, ['SENT']]);
  });

  it('that never reached the aggregator is sent once the lookup has said so', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    mejiro.fault({ kind: 'reset' });
    phone.agentWrites('届くまで');
    await world.pass(MINUTE, () => mejiro.delivered.length > 0);
    await world.later(MINUTE);
    expect(mejiro.delivered.map(({ text }) => text)).toEqual(['届くまで']);
  });

  it('to a number abroad is FAILED before anything is paid', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    const id = phone.agentWrites('Hello', { type: 'HS_PHONE_NUMBER', value: '+15550199' });
    await world.untilShown(id, 'FAILED');
    expect([mejiro.delivered, world.failure(id)]).toEqual([[], expect.stringMatching(/E201/)]);
  });

  it('is cut by bytes of Shift_JIS, and what it cannot carry is replaced', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    const id = phone.agentWrites(`${'あ'.repeat(69)}😀①${'い'.repeat(60)}`);
    await phone.taken(2);
    mejiro.arrive();
    await world.pass(MINUTE, () => world.told(id).length > 0);
    expect(mejiro.delivered.map(({ text }) => text)).toEqual([`${'あ'.repeat(69)}〓`, `〓${'い'.repeat(60)}`]);
  });

  it('may be long where the contract allows it', async () => {
    await using phone = await MejiroWorld.open({ contract: { longMessages: true }, account: { longMessages: true } });
    phone.agentWrites('あ'.repeat(600));
    await phone.taken(1);
    expect(phone.mejiro.delivered).toMatchObject([{ text: 'あ'.repeat(600) }]);
  });
});

describe('a prepaid balance that is spent', () => {
  it('holds the messages until somebody pays in: they wait, and none is lost', async () => {
    await using phone = await MejiroWorld.open({ contract: { balanceSen: 330 } });
    const { world, mejiro } = phone;
    const closed: string[] = [];
    world.connector.events.on('gate.closed', (gate) => closed.push(gate.class ?? ''));
    phone.agentWrites('一通目');
    await phone.taken(1);
    phone.agentWrites('二通目');
    await until('the gate is closed', () => closed.length > 0);
    await world.later(MINUTE);
    expect([closed, mejiro.delivered.length]).toEqual([['balance-exhausted'], 1]);
    mejiro.topUp('contract-1');
    await world.pass(10 * MINUTE, () => mejiro.delivered.length === 2);
    expect(mejiro.delivered.map(({ text }) => text)).toEqual(['一通目', '二通目']);
  });
});

describe('a subscriber who writes', () => {
  it('is shown with the number as HubSpot writes it', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    await mejiro.customerWrites({ from: SUBSCRIBER_NATIONAL, text: '予約したい' });
    await until('it is published', () => world.published().length > 0);
    expect(world.published()).toMatchObject([{ text: '予約したい', senders: [{ address: SUBSCRIBER }] }]);
  });

  it('while the connector was down is read in the list, once', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    await mejiro.customerWrites({ from: SUBSCRIBER_NATIONAL, text: 'pushed' });
    await until('it is published', () => world.published().length > 0);
    await world.quiet();
    const hook = mejiro.webhookUrl;
    mejiro.webhookUrl = undefined;
    for (const text of ['missed 1', 'missed 2', 'missed 3']) {
      await mejiro.customerWrites({ from: SUBSCRIBER_NATIONAL, text });
    }
    mejiro.webhookUrl = hook;
    await world.restart();
    await until('all are published', () => world.published().length >= 4);
    await world.later(HOUR);
    expect(world.published().map(({ text }) => text)).toEqual(['pushed', 'missed 1', 'missed 2', 'missed 3']);
  });

  it('and asks to be left alone gets nothing more', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    await mejiro.customerWrites({ from: SUBSCRIBER_NATIONAL, text: '配信停止' });
    await until('it is published', () => world.published().length > 0);
    const id = phone.agentWrites('まだいますか');
    await world.untilShown(id, 'FAILED');
    expect(mejiro.delivered).toEqual([]);
  });

  it('is not believed without the token', async () => {
    await using phone = await MejiroWorld.open();
    const { world, mejiro } = phone;
    const body = JSON.stringify({ id: 'X', from: SUBSCRIBER_NATIONAL, text: 'forged', at: new Date(0).toISOString() });
    const answer = await fetch(mejiro.webhookUrl!, { method: 'POST', body, headers: { 'x-mejiro-token': 'guess' } });
    await world.quiet();
    expect([answer.status, world.published()]).toEqual([401, []]);
  });
});
