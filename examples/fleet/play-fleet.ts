import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createEmulator, type Emulator, systemRandom, systemScheduler, WebhookDouble } from 'channelwright/testing';
import { until, waitFor } from '../demo/patience.js';
import { openDatabase } from './database.js';
import { fleetConfig, ourAddress } from './fleet-config.js';
import { FrontDoor } from './front-door.js';
import { killReplica, type Replica, startReplica, stopReplica } from './replicas.js';
import { type Conversation, conversationsOf, isRight, seeConversation, tableOf } from './see-conversation.js';

export type Outcome = 'as it should be' | 'wrong' | 'interrupted';

const PORTALS = 12;
const REPLICAS = 3;
const ROUNDS = 6;
/** After this round one of them is killed. */
const KILLED_AFTER = 2;
const BETWEEN_ROUNDS_MS = 400;
/** Its slots are free after 3 s, and what it had under way is looked up at the provider some seconds after that. */
const PATIENCE_MS = 90_000;

/** @param say writes a line · @param interrupted resolves when it is to end before its time */
export async function playFleet(say: (line: string) => void, interrupted: Promise<'interrupted'>): Promise<Outcome> {
  await using closing = new AsyncDisposableStack();
  return await Promise.race([play(say, closing), interrupted]);
}

async function play(say: (line: string) => void, closing: AsyncDisposableStack): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'channelwright-fleet-'));
  closing.defer(() => rm(folder, { recursive: true, force: true }));
  const database = await openDatabase();
  closing.defer(() => database.stop());
  const door = await FrontDoor.open();
  closing.defer(() => door.close());
  const { hubspot, chat, configFile, conversations } = await startSurroundings(folder, database.url, door, closing);

  const replicas: Replica[] = [];
  closing.defer(async () => {
    await Promise.all(replicas.map(stopReplica));
  });
  const start = async () => {
    replicas.push(await startReplica(configFile, join(folder, 'replicas.log')));
    door.replicas = replicas.map(({ url }) => url);
  };
  for (let n = 0; n < REPLICAS; n += 1) await start();
  say(`${REPLICAS} replicas on one PostgreSQL, ${PORTALS} portals, one channel.`);

  const taken = () => hubspot.control.webhooks().every(({ state }) => state === 'delivered');
  for (let round = 1; round <= ROUNDS; round += 1) {
    // Which of two messages came first is beyond doubt where the one was taken before the other was written.
    await until('the connector has taken every message of the round before', taken, PATIENCE_MS);
    await chat.settled();
    writeRound(round, conversations, hubspot, chat);
    await delay(BETWEEN_ROUNDS_MS);
    if (round !== KILLED_AFTER) continue;
    const victim = replicas[0]!;
    await killReplica(victim);
    say(`Replica ${victim.process.pid} is killed in the middle of round ${round}. The others take its portals over.`);
  }
  const seen = () => conversations.map((conversation) => seeConversation(conversation, hubspot, chat));
  const isAsItShouldBe = await waitFor(() => seen().every((one) => isRight(one, ROUNDS)), PATIENCE_MS);
  say(tableOf(seen()));
  say(isAsItShouldBe ? 'Every message is where it belongs, once.' : `Not every message is where it belongs: ${folder}`);
  return isAsItShouldBe ? 'as it should be' : 'wrong';
}

interface Surroundings {
  hubspot: Emulator;
  chat: WebhookDouble;
  configFile: string;
  conversations: Conversation[];
}

async function startSurroundings(
  folder: string,
  databaseUrl: string,
  door: FrontDoor,
  closing: AsyncDisposableStack,
): Promise<Surroundings> {
  const hubspot = createEmulator(
    { webhooks: { attempts: 1_000, baseMs: 200, capMs: 1_000 } },
    { scheduler: systemScheduler, random: systemRandom },
  );
  await hubspot.start();
  closing.defer(() => hubspot.stop());
  const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const receipts = { states: ['delivered', 'read'] as const, byCorrelation: true };
  const chat = await WebhookDouble.start({ signingSecret, receipts: { ...receipts, states: [...receipts.states] } });
  closing.defer(() => chat.stop());
  chat.webhookUrl = `${door.url}/providers/chat`;
  const portalIds = Array.from({ length: PORTALS }, (_, at) => String(101 + at));
  const seeded = hubspot.control.seed({
    portals: portalIds.map((portalId) => ({ portalId })),
    channels: [
      {
        name: 'chat',
        webhookUrl: `${door.url}/hubspot/webhooks/main`,
        accounts: portalIds.map((portalId, at) => ({ portalId, address: ourAddress(at) })),
      },
    ],
  });
  const places = {
    databaseUrl,
    publicUrl: door.url,
    hubspotUrl: hubspot.url,
    chat: { urls: chat.urls, signingSecret },
  };
  const configFile = join(folder, 'channelwright.json');
  await writeFile(configFile, JSON.stringify(fleetConfig(seeded, places)), { mode: 0o600 });
  return { hubspot, chat, configFile, conversations: conversationsOf(seeded) };
}

/** In each portal an agent writes to the customer, and the customer to the portal. */
function writeRound(
  round: number,
  conversations: readonly Conversation[],
  { control }: Emulator,
  chat: WebhookDouble,
): void {
  for (const { accountId, accountKey, customer } of conversations) {
    control.agentSend({ accountId, to: [customer], text: `Answer ${round}` });
    // A provider that nobody answers comes again by itself.
    void chat.customerWrites({ from: customer, to: accountKey, text: `Question ${round}` }).catch(() => undefined);
  }
}
