import { describe, expect, it } from '@jest/globals';
import { ConnectWorld, FILLED, NEW_NUMBER, PASSWORD, REDIRECT } from '../fixtures/connect-world.js';

describe('an admin connects a channel account', () => {
  it('fills in a form, goes back to HubSpot, and the account works', async () => {
    await using connecting = await ConnectWorld.open();
    const { world } = connecting;
    const connected: unknown[] = [];
    world.connector.events.on('account.connected', (payload) => connected.push(payload));

    const { form, page, accountToken } = await connecting.connect();
    expect(form.html).toContain('Connect a channel account');
    expect(page).toMatchObject({ status: 303, location: REDIRECT });
    expect(await connecting.connections()).toMatchObject([{ state: 'staged' }]);

    const { id } = world.emulator.control.completeConnection(accountToken);
    await world.quiet();
    expect(await connecting.connected()).toMatchObject([
      { channel: 'chat', channelAccountId: id, address: NEW_NUMBER, state: 'active', settings: { password: PASSWORD } },
    ]);
    expect(connected).toMatchObject([{ channelAccountId: id, channel: 'chat' }]);
    expect(await connecting.connections()).toMatchObject([{ state: 'connected', settings: {}, channelAccountId: id }]);
    expect(world.connector.accounts.list()).toHaveLength(2);
    expect(FILLED['settings.login']).toBe('acme');
  });
});
