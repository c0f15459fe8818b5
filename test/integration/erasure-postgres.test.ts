import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { databaseRemains } from '../fixtures/database-remains.js';
import { Deployment, OUR_NUMBER, PEER } from '../fixtures/deployment.js';
import { type FreshDatabase, freshDatabase } from '../fixtures/postgres.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';

const SAID_OUT = 'canary of the agent';
const SAID_IN = 'canary of the customer';
const NAME = 'Canary Ada';
/** Of the account, and of the double that signs with it. */
const SECRET = Buffer.alloc(32, 5).toString('base64');
const OF_THE_PERSON = [SAID_OUT, SAID_IN, NAME, PEER.value];

let deployment: Deployment;
let database: FreshDatabase;

beforeEach(async () => {
  database = await freshDatabase();
  deployment = await Deployment.open();
  const account = {
    key: 'main-line',
    portalId: deployment.env['PORTAL_ID'],
    channelAccountId: deployment.env['CHANNEL_ACCOUNT_ID'],
    deliveryIdentifier: OUR_NUMBER,
    settings: { signingSecret: [`whsec_${SECRET}`] },
  };
  await deployment.configure({ store: { url: database.url, pool: 2 } }, { accounts: [account] });
});

afterEach(async () => {
  await deployment[Symbol.asyncDispose]();
  await database.drop();
});

const left = (canaries: string[]) => databaseRemains(database.url, [TEST_KEY], canaries);

/** Both have written; where each thing is to be read now. */
async function talk(): Promise<void> {
  const { provider, door } = deployment;
  const id = deployment.agentWrites(SAID_OUT);
  await until('HubSpot was told', () => deployment.told(id).length > 0);
  const content = { id: 'm1', from: { ...PEER, name: NAME }, text: SAID_IN };
  await provider.emit([provider.event('message', content, OUR_NUMBER.value)], `${door.url}/providers/chat/main-line`);
  const stored = async () => (await deployment.json<{ messages: object[] }>('messages', 'find')).messages.length;
  await until('it was published, and that is stored', async () => (await stored()) === 2);
  const tables = (await left([...OF_THE_PERSON, SECRET, OUR_NUMBER.value])).map((where) => where.split(': ')[0]);
  expect(tables).toEqual(expect.arrayContaining(['accounts', 'aliases', 'contents', 'conversations', 'messages']));
}

describe('what a database keeps', () => {
  it('of an account that HubSpot has removed: no text, no address, no name and no secret', async () => {
    await using _engine = await deployment.engine();
    await talk();
    await deployment.emulator.control.purgeAccount(deployment.seeded.channels[0]!.accounts[0]!.id);
    const everything = [...OF_THE_PERSON, SECRET, OUR_NUMBER.value];
    let remains: string[] = [];
    await until('nothing is left, of what was kept and of what is to be done', async () => {
      remains = await left([...everything, 'erase:main/']);
      return remains.length === 0;
    }).catch(() => expect(remains).toEqual([]));
    expect(await deployment.json('accounts', 'list')).toMatchObject({ accounts: [{ state: 'purged' }] });
  });

  it('of a person who is forgotten beside the running engine: nothing', async () => {
    await using _engine = await deployment.engine();
    await talk();
    expect(await deployment.json('privacy', 'erase', '--peer', PEER.value, '--yes')).toMatchObject({
      messages: 2,
      carriedOut: 'engine',
      isOver: true,
    });
    expect(await left(OF_THE_PERSON)).toEqual([]);
    expect(await left([OUR_NUMBER.value])).not.toEqual([]);
  });
});
