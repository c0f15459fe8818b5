import { describe, expect, it } from '@jest/globals';
import { Deployment } from '../fixtures/deployment.js';

interface Synced {
  channels: { name: string; action: string; id?: string; changes?: string[]; detail?: string; carriedOut?: string }[];
}

const created = ({ emulator }: Deployment) => emulator.control.requests({ operation: 'channels.create' }).length;
const updated = ({ emulator }: Deployment) => emulator.control.requests({ operation: 'channels.update' });
const sync = async (deployment: Deployment, ...more: string[]) =>
  (await deployment.json<Synced>('channels', 'sync', ...more)).channels[0];

describe('channelwright channels sync', () => {
  it('creates a channel once, with everything it can do; then there is nothing to do', async () => {
    await using deployment = await Deployment.open({ withoutChannel: true });
    expect(await sync(deployment, '--dry-run')).toEqual({ app: 'main', name: 'chat', action: 'create' });
    expect(created(deployment)).toBe(0);

    const { code, stdout: told, stderr } = await deployment.run('channels', 'sync', '--json');
    const [first] = (JSON.parse(told) as Synced).channels;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(first).toMatchObject({ action: 'create', carriedOut: 'here' });
    const [asked] = deployment.emulator.control.requests({ operation: 'channels.create' });
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      name: 'chat',
      webhookUrl: `${deployment.door.url}/hubspot/webhooks/main`,
      channelAccountConnectionRedirectUrl: `${deployment.door.url}/connect/chat`,
      capabilities: expect.objectContaining({ allowOutgoingMessages: true, threadingModel: 'DELIVERY_IDENTIFIER' }),
    });

    expect(await sync(deployment)).toEqual({ app: 'main', name: 'chat', action: 'keep', id: first?.id });
    expect([created(deployment), updated(deployment).length]).toEqual([1, 0]);
    const { stdout } = await deployment.call('channels', 'list');
    expect(stdout).toMatch(new RegExp(`^chat +main +${first?.id} +chat +http`, 'm'));
  });

  it('finds a channel that was made and not remembered, in place of making another', async () => {
    await using deployment = await Deployment.open({ withoutChannel: true });
    const made = deployment.emulator.control.seed({ channels: [{ name: 'chat' }] }).channels[0]!.id;
    expect(await sync(deployment)).toMatchObject({
      action: 'update',
      id: made,
      changes: ['webhookUrl', 'channelAccountConnectionRedirectUrl', 'capabilities'],
      carriedOut: 'here',
    });
    expect(await sync(deployment)).toMatchObject({ action: 'keep', id: made });
    expect(created(deployment)).toBe(0);
  });

  it('sends the whole map and the URL when any of it differs', async () => {
    await using deployment = await Deployment.open({ withoutChannel: true });
    await sync(deployment);
    await deployment.configure({ publicUrl: 'https://elsewhere.example.com' });
    expect(await sync(deployment)).toMatchObject({
      action: 'update',
      changes: ['webhookUrl', 'channelAccountConnectionRedirectUrl'],
    });
    expect(Object.keys(JSON.parse(updated(deployment)[0]?.body ?? ''))).toEqual([
      'webhookUrl',
      'channelAccountConnectionRedirectUrl',
      'capabilities',
    ]);
  });

  it('makes no channel in the place of a configured one that HubSpot does not have', async () => {
    await using deployment = await Deployment.open({ withoutChannel: true });
    await deployment.configure({}, { hubspotChannelId: '999' });
    const { code, stdout } = await deployment.call('channels', 'sync');
    expect(code).toBe(1);
    expect(stdout).toContain('HubSpot has no channel 999 of this app');
    expect(created(deployment)).toBe(0);
  });

  it('shows what HubSpot says when it refuses', async () => {
    await using deployment = await Deployment.open({ withoutChannel: true });
    deployment.emulator.control.addFault({ effect: { kind: 'error', status: 403 }, operations: ['channels.create'] });
    const { code, stdout } = await deployment.call('channels', 'sync');
    expect(code).toBe(1);
    expect(stdout).toMatch(/chat +main +– +not synced +.*403/);
  });

  it('tells the running engine, which uses the channel at once', async () => {
    await using deployment = await Deployment.open({ withoutChannel: true });
    await using _connector = await deployment.engine();
    expect(await sync(deployment)).toMatchObject({ action: 'create', carriedOut: 'engine' });
    const { stdout } = await deployment.call('check');
    expect(stdout).toMatch(/HubSpot id +channel chat +ok/);
  });
});

describe('channelwright channels delete', () => {
  it('wants to be confirmed; then the channel is gone and forgotten', async () => {
    await using deployment = await Deployment.open({ withoutChannel: true });
    const id = (await sync(deployment))?.id ?? '';
    const refused = await deployment.call('channels', 'delete', 'chat');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('CW_NOT_CONFIRMED') });

    const { code, stdout } = await deployment.call('channels', 'delete', 'chat', '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`Channel ${id} (chat) is deleted.`) });
    const { channels } = await deployment.json<{ channels: unknown[] }>('channels', 'list');
    expect(channels).toEqual([{ app: 'main', channel: 'chat' }]);
  });
});
