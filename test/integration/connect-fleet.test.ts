import { describe, expect, it } from '@jest/globals';
import { FleetHere } from '../fixtures/fleet-here.js';
import { PlainBrowser } from '../fixtures/plain-browser.js';
import { until } from '../fixtures/until.js';

const REDIRECT = 'https://app.hubspot.com/live-messages-settings/1/inboxes/2';
const NEW_NUMBER = '+12125550123';

describe('the connect page of a fleet', () => {
  it('is served by a replica that does not own the portal, and both know the account afterwards', async () => {
    await using fleet = await FleetHere.open({ replicas: 2 });
    await fleet.untilShared();
    const [line] = fleet.lines;
    const other = fleet.replicas.find((replica) => replica !== fleet.ownerOf(line!))!;
    const { channels } = fleet.stage.config('') as unknown as { channels: { chat: { hubspotChannelId: string } } };
    const { portalId } = line!;
    const channelId = channels.chat.hubspotChannelId;
    const { accountToken } = fleet.stage.emulator.control.beginConnection({ channelId, portalId });
    const query = { accountToken, channelId, inboxId: '1', portalId, redirectUrl: REDIRECT };

    const browser = new PlainBrowser();
    const form = await browser.open(`${other.url}/connect/chat?${new URLSearchParams(query)}`);
    const question = await browser.submit(form);
    expect(question.html).toContain('Which address is it?');
    const values = { addressType: 'HS_PHONE_NUMBER', addressValue: NEW_NUMBER };
    expect(await browser.submit(question, values)).toMatchObject({ status: 303, location: REDIRECT });

    const { id } = fleet.stage.emulator.control.completeConnection(accountToken);
    const knows = (replica: (typeof fleet.replicas)[number]) =>
      replica.connector.accounts.list().some(({ channelAccountId }) => channelAccountId === id);
    await until('every replica knows it', () => fleet.replicas.every(knows));
  });

  it('gives an address to one of two portals that are owned by different replicas', async () => {
    await using fleet = await FleetHere.open({ replicas: 2 });
    await fleet.untilOwned();
    const { channels } = fleet.stage.config('') as unknown as { channels: { chat: { hubspotChannelId: string } } };
    const channelId = channels.chat.hubspotChannelId;
    const asked = fleet.lines.map(async ({ portalId }, at) => {
      const { accountToken } = fleet.stage.emulator.control.beginConnection({ channelId, portalId });
      const query = { accountToken, channelId, inboxId: '1', portalId, redirectUrl: REDIRECT };
      const browser = new PlainBrowser();
      const { url } = fleet.replicas[at % 2]!;
      const question = await browser.submit(await browser.open(`${url}/connect/chat?${new URLSearchParams(query)}`));
      return { browser, question };
    });
    const ready = await Promise.all(asked);
    const values = { addressType: 'HS_PHONE_NUMBER', addressValue: NEW_NUMBER };
    const answers = await Promise.all(ready.map(({ browser, question }) => browser.submit(question, values)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  });
});
