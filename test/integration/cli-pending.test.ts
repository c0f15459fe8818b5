import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { Deployment } from '../fixtures/deployment.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';

describe('a command that the running engine does not get to', () => {
  it('is durable all the same: it says so, exits with 4, and is carried out later', async () => {
    await using deployment = await Deployment.open();
    const path = join(deployment.folder, 'channelwright.db');
    const stuck = await openSqliteStore({ path, keys: [TEST_KEY], mode: 'engine' });
    deployment.hurry = true;
    const paused = await deployment.call('pause', '--channel', 'chat');
    expect(paused).toMatchObject({ code: 4, stdout: expect.stringContaining('has not carried it out yet') });
    expect(await deployment.json('pause', '--channel', 'chat')).toMatchObject({ carriedOut: 'pending' });
    await stuck.close();

    deployment.hurry = false;
    await using _connector = await deployment.engine();
    const gates = async () => ((await deployment.json('gates', 'list')) as { gates: unknown[] }).gates;
    await until('the engine has carried it out', async () => (await gates()).length > 0);
    expect(await gates()).toMatchObject([{ key: 'channel:chat' }]);
  });
});
