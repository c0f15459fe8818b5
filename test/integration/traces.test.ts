import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { FleetHere } from '../fixtures/fleet-here.js';
import { SpanKeeper } from '../fixtures/span-keeper.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

const MINUTE = 60_000;
const SAID = 'canary of the agent';

let keeper: SpanKeeper;
beforeEach(() => {
  keeper = new SpanKeeper();
});
afterEach(() => keeper[Symbol.dispose]());

const webhooks = () => keeper.named('POST /hubspot/webhooks/:app');
const names = (spans: readonly ReadableSpan[]) => spans.map(({ name }) => name).sort();
const parentsOf = (spans: readonly ReadableSpan[]) => [
  ...new Set(spans.flatMap(({ parentSpanContext }) => parentSpanContext?.spanId ?? [])),
];

describe('one agent’s message', () => {
  it('is one tree, from its webhook to the last PATCH', async () => {
    await using world = await World.open({ double: { receipts: { states: ['delivered', 'read'] } } });
    const id = world.agentWrites(SAID);
    await world.pass(MINUTE, () => world.shown(id) === 'READ');
    await world.quiet();
    const [webhook] = webhooks();
    expect(webhooks()).toHaveLength(1);
    const tree = keeper.of(webhook!);
    expect(new Set(names(tree))).toEqual(
      new Set([
        'POST /hubspot/webhooks/:app',
        'fold inbox',
        'prepare chat',
        'send chat',
        'receipt chat',
        'patch status',
      ]),
    );
    expect(parentsOf(tree)).toEqual([webhook!.spanContext().spanId]);
    expect(names(tree).filter((name) => name === 'receipt chat')).toHaveLength(2);
  });

  it('says where it is and what came of it, and nothing of whom it is about', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'answer', status: 429 });
    const id = world.agentWrites(SAID);
    await world.pass(MINUTE, () => world.provider.delivered.length === 1);
    await world.quiet();
    const portal = world.seeded.installs[0]!.portalId;
    const sends = keeper.named('send chat');
    expect(sends.map(({ attributes }) => attributes['channelwright.attempt'])).toEqual([1, 2]);
    expect(sends[0]).toMatchObject({
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'channelwright.app': 'main',
        'channelwright.portal': portal,
        'channelwright.channel': 'chat',
        'channelwright.account': 'main-line',
        'channelwright.message': `main/${portal}/${id}`,
        'channelwright.part': 1,
        'messaging.system': 'webhook',
        'messaging.operation.type': 'send',
        'messaging.message.id': id,
      },
    });
    expect(sends[1]).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'channelwright.outcome': 'accepted' },
    });
    const told = JSON.stringify(
      keeper.spans.map(({ name, attributes, status, events }) => [name, attributes, status, events]),
    );
    expect([SAID, PEER.value, PEER.value.slice(1), OUR_NUMBER.value].filter((canary) => told.includes(canary))).toEqual(
      [],
    );
  });

  it('goes on in its tree after a crash between the call and its receipt', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'accept' });
    const id = world.agentWrites(SAID);
    await until('it is sent', () => world.provider.delivered.length === 1);
    await world.quiet();
    await world.crash();
    const [webhook] = webhooks();
    keeper.forget();
    await world.provider.report(world.provider.delivered[0]!, { states: ['read'] });
    await world.pass(2 * MINUTE, () => world.shown(id) === 'READ');
    await world.quiet();
    const later = keeper.of(webhook!);
    expect(new Set(names(later))).toEqual(new Set(['receipt chat', 'patch status']));
    expect(parentsOf(later)).toEqual([webhook!.spanContext().spanId]);
    const [receipt] = keeper.named('receipt chat');
    const [brought] = keeper.named('POST /providers/:channel/:accountKey');
    expect(receipt!.links.map(({ context }) => context.spanId)).toEqual([brought!.spanContext().spanId]);
  });

  it('begins under what the application’s own server has under way', async () => {
    await using world = await World.open();
    const outer = trace.getTracer('the application').startSpan('its server');
    const request = new Request(`${world.publicUrl}/providers/chat`, { method: 'POST', body: '{}' });
    const answer = await context.with(trace.setSpan(context.active(), outer), () => world.connector.fetch(request));
    outer.end();
    expect(answer.status).toBe(401);
    expect(keeper.named('POST /providers/:channel')).toMatchObject([
      {
        kind: SpanKind.SERVER,
        parentSpanContext: { spanId: outer.spanContext().spanId },
        status: { code: SpanStatusCode.UNSET },
        attributes: { 'http.response.status_code': 401, 'channelwright.channel': 'chat' },
      },
    ]);
  });
});

describe('one customer’s message', () => {
  it('is one tree, from the provider’s webhook to its place in HubSpot', async () => {
    await using world = await World.open();
    const url = world.provider.addFile('image/png', Buffer.from('a picture'));
    await world.customerWrites('hello', { files: [{ url, name: 'a.png' }] });
    await world.pass(MINUTE, () => world.published().length === 1);
    await world.quiet();
    const [webhook] = keeper.named('POST /providers/:channel');
    const tree = keeper.of(webhook!);
    expect(names(tree)).toEqual(['POST /providers/:channel', 'fold inbox', 'media chat', 'publish chat']);
    expect(parentsOf(tree)).toEqual([webhook!.spanContext().spanId]);
  });
});

describe('in a fleet', () => {
  it('the tree that one replica begins is gone on with by another', async () => {
    await using fleet = await FleetHere.open({ replicas: 1, portals: ['chat'] });
    await fleet.untilOwned();
    const [first] = fleet.replicas;
    fleet.stage.chat.behave({ kind: 'accept', receipts: { states: [] } });
    const id = fleet.agentWrites(fleet.lines[0]!, 'ann', SAID);
    await until('it is sent', () => fleet.stage.chat.got(SAID).length === 1);
    await fleet.join();
    await fleet.part(first!);
    await fleet.untilOwned([first!]);
    const [webhook] = webhooks();
    keeper.forget();
    await fleet.stage.chat.report(fleet.stage.chat.got(SAID)[0]!, { states: ['read'] });
    await until('HubSpot shows it as read', () => fleet.shown(id) === 'READ');
    await until('it was told', () => keeper.of(webhook!).some(({ name }) => name === 'patch status'));
    expect(parentsOf(keeper.of(webhook!))).toEqual([webhook!.spanContext().spanId]);
  });
});

describe('where nobody traces', () => {
  it('nothing is kept with a message', async () => {
    keeper[Symbol.dispose]();
    await using world = await World.open();
    const id = world.agentWrites(SAID);
    await world.untilShown(id, 'SENT');
    await world.quiet();
    const portal = world.seeded.installs[0]!.portalId;
    const view = await world.connector.messages.get(`main/${portal}/${id}`);
    expect(view!.message).not.toHaveProperty('trace');
  });
});
