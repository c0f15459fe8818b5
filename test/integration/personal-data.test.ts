import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CONTRACT_VERSION, defineAdapter, type ProviderEvent } from 'channelwright/adapter';
import { z } from 'zod';
import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import { PersonalMask } from '../../src/observability/personal-mask.js';
import { LogLines } from '../fixtures/log-lines.js';
import { SpanKeeper } from '../fixtures/span-keeper.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, World } from '../fixtures/world.js';

const NUMBER = '+12025550142';
const OPAQUE = 'Uanna';
const NAME = 'Annabel Leeway';
const SAID = 'canary of somebody';

/** An adapter whose author logs whatever there is. */
const talkative = defineAdapter({
  name: 'talkative',
  version: '1.0.0',
  contractVersion: CONTRACT_VERSION,
  accountSettings: z.strictObject({}),
  identities: ({ address }) => [address.value],
  capabilities: {
    hubspot: {
      deliveryIdentifierTypes: ['HS_PHONE_NUMBER', 'CHANNEL_SPECIFIC_OPAQUE_ID'],
      threadingModel: 'DELIVERY_IDENTIFIER',
      allowConversationStart: true,
    },
    text: { maxUnits: 1600 },
    idempotency: { kind: 'none' },
  },
  receipts: { states: ['read'], final: ['read'], delivery: 'pushed', retryHorizonMs: 60_000 },
  create: ({ log }) => ({
    async send(part, { conversation: { address, aliases }, log: own }) {
      own.info(`sending to ${address.value}`, { to: address.value, address, aliases, part });
      if (JSON.stringify(part.items).includes('twice')) throw new Error(`${address.value} of ${NAME} is not known`);
      own.debug('sent', { detail: `12025550142 has it; ${NAME} will read it` });
      return { kind: 'accepted', ids: [`id-${address.value}`] };
    },
    authenticateWebhook: (_request, accounts) => ({
      kind: 'authenticated',
      accounts: accounts.byIdentity(OUR_NUMBER.value),
    }),
    parseWebhook(request) {
      const event = JSON.parse(Buffer.from(request.body).toString()) as ProviderEvent;
      log.debug('a webhook', { event });
      return [event];
    },
  }),
});

let lines: LogLines;
let world: World;

async function open(mask?: PersonalMask): Promise<void> {
  lines = new LogLines(mask);
  const adapter = talkative as unknown as AdapterDefinition;
  world = await World.open({ adapter, log: lines.logger });
}

function customer(
  type: 'HS_PHONE_NUMBER' | 'CHANNEL_SPECIFIC_OPAQUE_ID',
  value: string,
  id: string,
): Promise<Response> {
  const conversation = { type, value };
  const from = { ...conversation, name: NAME };
  const content = [{ kind: 'text', text: SAID }];
  const body = {
    kind: 'message',
    account: OUR_NUMBER.value,
    dedupeKey: id,
    id,
    atMs: world.scheduler.now(),
    conversation,
    from,
    content,
  };
  return fetch(`${world.publicUrl}/providers/chat`, { method: 'POST', body: JSON.stringify(body) });
}

/** Two people write, an agent answers both, and one answer cannot be sent. */
async function conversation(): Promise<string> {
  await customer('HS_PHONE_NUMBER', NUMBER, 'm1');
  await customer('CHANNEL_SPECIFIC_OPAQUE_ID', OPAQUE, 'm2');
  await until('HubSpot has both', () => world.published().length === 2);
  const id = world.agentWrites(SAID, { to: [{ type: 'HS_PHONE_NUMBER', value: NUMBER }] });
  world.agentWrites(`${SAID} twice`, { to: [{ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: OPAQUE }] });
  await until('the adapter was called twice', () => lines.text.split('sending to').length > 2);
  await world.untilShown(id, 'SENT');
  await world.quiet();
  return id;
}

afterEach(() => world[Symbol.asyncDispose]());

describe('the log of a whole conversation, with an adapter that logs all it knows', () => {
  it('tells neither with whom it was nor what was said', async () => {
    await open(new PersonalMask(new Uint8Array(32)));
    await conversation();
    expect(lines.text).toContain('a call threw');
    expect(lines.found([NUMBER, NUMBER.slice(1), OPAQUE, NAME, 'Annabel', SAID])).toEqual([]);
    expect(lines.text).toMatch(/sending to person-[0-9a-f]{8}/);
  });

  it('tells with whom where personal data is asked for, but never what was said', async () => {
    await open();
    await conversation();
    expect(lines.found([NUMBER, OPAQUE, NAME, SAID])).toEqual([NUMBER, OPAQUE, NAME]);
  });
});

describe('every line about one message', () => {
  let keeper: SpanKeeper;
  beforeEach(() => {
    keeper = new SpanKeeper();
  });
  afterEach(() => keeper[Symbol.dispose]());

  it('has its correlation, and its trace', async () => {
    await open(new PersonalMask(new Uint8Array(32)));
    const id = await conversation();
    const about = lines.entries.filter(({ correlation }) => correlation === id);
    expect(about.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'hubspot webhook stored',
        expect.stringMatching(/^sending to/),
        'sent',
        'the provider has a message',
      ]),
    );
    const [trace, ...others] = new Set(about.map(({ trace_id }) => trace_id));
    expect(others).toEqual([]);
    expect(keeper.spans.map((span) => span.spanContext().traceId)).toContain(trace);
    expect(lines.entries.filter((entry) => JSON.stringify(entry).includes(id) && entry['correlation'] !== id)).toEqual(
      [],
    );
    const journal = await world.connector.journal.read(0);
    const mine = journal.filter(({ message }) => message?.endsWith(`/${id}`));
    expect(mine.length).toBeGreaterThan(0);
    expect(mine.every(({ correlation }) => correlation === id)).toBe(true);
  });
});
