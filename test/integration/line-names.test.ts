import { describe, expect, it } from '@jest/globals';
import { GROUP, LineWorld, OTHER_USER, USER } from '../fixtures/line-world.js';
import { until } from '../fixtures/until.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('what a customer on LINE is called', () => {
  const ANN = 'アン';
  const authors = (phone: LineWorld) => phone.world.published().map(({ senders }) => senders[0]?.name);

  it('is shown to the agent, and asked for once', async () => {
    await using phone = await LineWorld.open();
    phone.line.callsItself(USER, ANN);
    await phone.line.customerWrites({ from: USER, text: 'One' });
    await phone.line.customerWrites({ from: USER, text: 'Two' });
    await until('the agent has both', () => phone.world.published().length === 2);
    expect([authors(phone), phone.line.namesAsked]).toEqual([[ANN, ANN], [USER]]);
  });

  it('is not shown where LINE does not tell, which it is not asked again', async () => {
    await using phone = await LineWorld.open();
    await phone.line.customerWrites({ from: USER, text: 'One' });
    await phone.world.quiet();
    await phone.world.scheduler.advance(DAY);
    await phone.line.customerWrites({ from: USER, text: 'Two' });
    await until('the agent has both', () => phone.world.published().length === 2);
    expect([authors(phone), phone.line.namesAsked]).toEqual([[undefined, undefined], [USER]]);
  });

  it('is missing while LINE cannot say, and there a minute later', async () => {
    await using phone = await LineWorld.open();
    phone.line.callsItself(USER, ANN);
    phone.line.fault({ kind: 'refuse', on: 'profile', status: 500 });
    await phone.line.customerWrites({ from: USER, text: 'One' });
    await until('the agent has it', () => phone.world.published().length === 1);
    await phone.world.later(MINUTE);
    await phone.line.customerWrites({ from: USER, text: 'Two' });
    await until('the agent has both', () => phone.world.published().length === 2);
    expect(authors(phone)).toEqual([undefined, ANN]);
  });

  it('is waited for three seconds', async () => {
    await using phone = await LineWorld.open();
    phone.line.callsItself(USER, ANN);
    phone.line.fault({ kind: 'slow', on: 'profile', ms: 10 * MINUTE });
    await phone.line.customerWrites({ from: USER, text: 'Hello?' });
    await until('LINE is asked', () => phone.line.namesAsked.length === 1);
    await phone.world.elapse(2_999);
    expect(phone.world.published()).toEqual([]);
    await phone.world.elapse(1);
    await until('the agent has it', () => phone.world.published().length === 1);
    expect(authors(phone)).toEqual([undefined]);
  });

  it('is known after the power failed', async () => {
    await using phone = await LineWorld.open();
    phone.line.callsItself(USER, ANN);
    await phone.line.customerWrites({ from: USER, text: 'One' });
    await until('the agent has it', () => phone.world.published().length === 1);
    await phone.world.crash();
    await phone.line.customerWrites({ from: USER, text: 'Two' });
    await until('the agent has both', () => phone.world.published().length === 2);
    expect([authors(phone), phone.line.namesAsked]).toEqual([[ANN, ANN], [USER]]);
  });

  it('is said of each member of a group', async () => {
    await using phone = await LineWorld.open();
    phone.line.callsItself(USER, ANN);
    phone.line.callsItself(OTHER_USER, 'ベン');
    for (const from of [USER, OTHER_USER, USER]) {
      await phone.line.customerSends({ from, group: GROUP, message: { type: 'text', text: 'Hi' } });
    }
    await until('the agent has all', () => phone.world.published().length === 3);
    expect(phone.world.published().map(({ text }) => text)).toEqual([`${ANN}: Hi`, 'ベン: Hi', `${ANN}: Hi`]);
    expect(phone.line.namesAsked).toEqual([USER, OTHER_USER]);
  });
});
