import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../fixtures/until.js';
import { World } from '../fixtures/world.js';

const MINUTE = 60_000;

let world: World;
afterEach(() => world[Symbol.asyncDispose]());

const scrape = async (): Promise<string[]> => (await (await fetch(`${world.publicUrl}/metrics`)).text()).split('\n');
const ready = async () => {
  const answer = await fetch(`${world.publicUrl}/health/ready`);
  return { code: answer.status, ...((await answer.json()) as { checks: object; notes?: Record<string, string> }) };
};

describe('the metrics', () => {
  it('tell how long a message took, who is connected, and what runs', async () => {
    world = await World.open({ consent: 'refresh', double: { receipts: { states: ['read'] } } });
    const id = world.agentWrites('hello');
    await world.pass(MINUTE, () => world.shown(id) === 'READ');
    await world.quiet();
    const lines = await scrape();
    expect(lines).toEqual(
      expect.arrayContaining([
        'channelwright_message_accepted_seconds_count{channel="chat"} 1',
        'channelwright_message_synced_seconds_count{status="READ"} 1',
        'channelwright_portals{app="main",state="connected"} 1',
        'channelwright_portals{app="main",state="disconnected"} 0',
        'channelwright_accounts{channel="chat",state="active"} 1',
        'channelwright_token_refreshes_total{app="main",result="refreshed"} 1',
        'channelwright_connections{channel="chat"} 0',
        'channelwright_ready{check="store"} 1',
        'channelwright_store_writable 1',
        expect.stringMatching(/^channelwright_build_info\{version="\d.*",node="\d.*"\} 1$/),
        expect.stringMatching(/^channelwright_quota_used_ratio\{app="main"\} 0\.0/),
        expect.stringMatching(/^channelwright_store_disk_free_ratio\{store="sqlite"\} (0\.\d+|1)/),
        expect.stringMatching(/^channelwright_work_lateness_seconds_count\{queue="outgoing"\} [1-9]/),
      ]),
    );
    const portal = world.seeded.installs[0]!.portalId;
    expect(lines.filter((line) => line.includes(portal) || line.includes('main-line'))).toEqual([]);
  });
});

describe('readiness', () => {
  it('tells what an operator should know of, and stays green for one tenant’s trouble', async () => {
    world = await World.open();
    expect(await ready()).toEqual({ code: 200, status: 'ok', checks: expect.objectContaining({ store: 'ok' }) });
    world.provider.behave({ kind: 'answer', status: 401 });
    world.agentWrites('hello');
    await until('the gate is closed', async () => (await ready()).notes?.['gates'] !== undefined);
    expect(await ready()).toMatchObject({ code: 200, notes: { gates: '1 blocked' } });
    const lines = await scrape();
    expect(lines).toContain('channelwright_gates_closed{kind="blocked"} 1');
  });
});
