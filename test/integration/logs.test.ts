import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { signedHeaders } from '../../adapters/webhook/signing.js';
import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import { opaque } from '../fixtures/fakes/fake-basics.js';
import { BatchingProvider, sharedBatch } from '../fixtures/fakes/tenant-batch.js';
import { FullDisk } from '../fixtures/full-disk.js';
import { LogLines } from '../fixtures/log-lines.js';
import { AUTH_TOKEN, TwilioWorld, twilioLines } from '../fixtures/twilio-world.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

const SAID_OUT = 'canary of the agent';
const SAID_IN = 'canary of the customer';
const SECRET = Buffer.alloc(32, 5).toString('base64');
const MINUTE = 60_000;

describe('the log', () => {
  it('holds neither credentials nor what people wrote, whatever goes wrong', async () => {
    const disk = new FullDisk();
    const lines = new LogLines();
    await using world = await World.open({ consent: 'refresh', between: disk.between, log: lines.logger });
    await allKindsOfTrouble(world, disk);
    const [app, install] = [world.seeded.apps[0]!, world.seeded.installs[0]!];
    const secrets = [app.clientSecret, app.developerApiKey, install.accessToken, install.refreshToken, SECRET];
    expect(lines.text).toContain('webhook not stored');
    expect(lines.text).toContain('provider webhook refused');
    expect(found(lines.text, [...secrets, SAID_OUT, SAID_IN])).toEqual([]);
  });

  it('is free of them even before it is redacted, for apps that bring a log of their own', async () => {
    const disk = new FullDisk();
    await using world = await World.open({ consent: 'refresh', between: disk.between });
    await allKindsOfTrouble(world, disk);
    const [app, install] = [world.seeded.apps[0]!, world.seeded.installs[0]!];
    const text = inspect(world.log.lines, { depth: 8, maxArrayLength: null, maxStringLength: null });
    const secrets = [app.clientSecret, app.developerApiKey, install.accessToken, install.refreshToken, SECRET];
    expect(found(text, [...secrets, SAID_OUT, SAID_IN])).toEqual([]);
  });

  it('does not quote a body that an adapter stumbles over', async () => {
    const lines = new LogLines();
    const provider = new BatchingProvider('shared');
    await using world = await World.open({
      adapter: sharedBatch(provider) as unknown as AdapterDefinition,
      settings: { appSecret: [provider.appSecret] },
      lines: [{ key: 'line', address: opaque('us'), settings: { tenant: 'us' } }],
      log: lines.logger,
    });
    const body = `canary ${SAID_IN}`;
    const headers = provider.sign(Buffer.from(body));
    const answer = await fetch(`${world.publicUrl}/providers/chat`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    await world.quiet();
    expect(lines.text).toContain('provider webhook unparsable');
    expect(lines.text).not.toContain('canary');
    expect(await world.deadLetters()).toHaveLength(1);
  });

  it('holds no credentials of Twilio', async () => {
    const lines = new LogLines();
    await using phone = await TwilioWorld.open({ world: { log: lines.logger } });
    const { world, twilio } = phone;
    await world.restart({ lines: twilioLines('a-wrong-auth-token') });
    twilio.fault({ kind: 'reset', times: 2 });
    const id = world.agentWrites(SAID_OUT);
    await world.pass(16 * MINUTE, () => world.shown(id) === 'FAILED');
    await world.restart({ lines: twilioLines() });
    twilio.fault({ kind: 'reset', on: 'media', times: 2 });
    const media = [{ type: 'image/png', base64: Buffer.from('a picture').toString('base64') }];
    await twilio.customerWrites({ from: PEER.value, to: OUR_NUMBER.value, text: SAID_IN, media });
    await world.pass(MINUTE, () => world.published().length > 0);
    expect(found(lines.text, [AUTH_TOKEN, 'a-wrong-auth-token', SAID_OUT, SAID_IN])).toEqual([]);
  });
});

/** Refused and lost calls on both sides, forged and unreadable webhooks, a full disk, a listener that throws. */
async function allKindsOfTrouble(world: World, disk: FullDisk): Promise<void> {
  world.connector.events.on('message.accepted', () => {
    throw new Error('a listener of the application');
  });
  for (const effect of [
    { kind: 'token-expired' },
    { kind: 'error', status: 500 },
    { kind: 'error', status: 502, html: true },
    { kind: 'reset-after' },
    { kind: 'rate-limit' },
  ] as const) {
    world.trouble('messages.updateStatus', effect);
    world.trouble('messages.publish', effect);
  }
  world.provider.behave({ kind: 'reset', processed: false });
  world.provider.behave({ kind: 'answer', status: 401 });
  const id = world.agentWrites(SAID_OUT);
  const url = world.provider.addFile('image/png', Buffer.from('a picture')).replace(/\d+$/, '99');
  await world.customerWrites(SAID_IN, { files: [{ url, name: 'canary.png' }] });
  await forgeries(world);
  await world.pass(10 * MINUTE, () => world.told(id).length > 1 && world.published().length > 0);
  disk.full = true;
  const late = world.customerWrites(SAID_IN);
  await until('it was refused', async () =>
    (await metrics(world)).includes('side="provider",source="chat",code="CW_STORE'),
  );
  await fetch(`${world.publicUrl}/health/ready`);
  await world.scheduler.advance(1_000);
  disk.full = false;
  await world.pass(MINUTE, () => world.published().length > 1);
  await late;
  world.agentWrites(SAID_OUT, { to: [PEER, { ...PEER, value: '+15550166' }] });
  await world.emulator.webhooksSettled();
  await world.quiet();
}

async function metrics(world: World): Promise<string> {
  return (await fetch(`${world.publicUrl}/metrics`)).text();
}

async function forgeries(world: World): Promise<void> {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(world.publicUrl + path, { method: 'POST', body, headers });
  const now = world.scheduler.now();
  const broken = `{"events":[{"type":"message","data":{"text":"${SAID_IN}"`;
  await post('/hubspot/webhooks/main', JSON.stringify({ message: { text: SAID_OUT } }));
  await post('/providers/chat', JSON.stringify({ text: SAID_IN }), { authorization: `Bearer ${SECRET}` });
  await post('/providers/chat', broken, signedHeaders(`whsec_${SECRET}`, 'r1', now, broken));
  await post(`/providers/unknown?token=${SECRET}`, SAID_IN);
}

function found(text: string, canaries: string[]): string[] {
  return canaries.filter((canary) => text.includes(canary));
}
