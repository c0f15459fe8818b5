import { expect, it } from '@jest/globals';
import { NEEDED_SCOPES } from '../../src/hubspot/oauth/scopes.js';
import { Browser } from '../fixtures/browser.js';
import { FleetHere } from '../fixtures/fleet-here.js';
import { until } from '../fixtures/until.js';

it('an install may begin and end at replicas that do not own the portal: its owner has the tokens', async () => {
  await using fleet = await FleetHere.open({ replicas: 2, portals: ['chat'] });
  await fleet.untilShared();
  const [line] = fleet.lines;
  const owner = fleet.ownerOf(line!)!;
  const other = fleet.replicas.find((replica) => replica !== owner)!;
  const { control } = fleet.stage.emulator;

  const browser = new Browser();
  const { response } = await browser.open(`${owner.url}/oauth/main/install`);
  const consent = new URL(response.headers.get('location')!).searchParams;
  const code = control.authorize({
    appId: control.installs()[0]!.appId,
    portalId: line!.portalId,
    scopes: NEEDED_SCOPES.map(({ scope }) => scope),
    redirectUri: consent.get('redirect_uri')!,
  });
  const query = new URLSearchParams({ code, state: consent.get('state')! });
  const held = browser.cookie('channelwright-install')!;
  await browser.open(`${other.url}/oauth/main/callback?${query}`);
  const back = await browser.open(`${owner.url}/oauth/main/outcome`);
  expect(back.text).toContain('The app is installed');

  // The same state once more, at a replica that has not seen it: nothing comes of it.
  const replaying = new Browser();
  replaying.plant('channelwright-install', held, '/');
  const replayed = await replaying.open(`${owner.url}/oauth/main/callback?${query}`);
  expect([replayed.response.status, replayed.response.headers.has('set-cookie')]).toEqual([303, false]);

  const rowAt = ({ connector }: typeof owner) => connector.running.engine.portals.row('main', line!.portalId);
  const knows = (replica: typeof owner) => rowAt(replica)?.installedAtMs !== undefined;
  await until('both know the tokens', () => knows(owner) && knows(other));
  expect(rowAt(other)).toEqual(rowAt(owner));
  const api = owner.connector.running.engine.portals.of('main', line!.portalId);
  // No call is made while it is not sure that the slot is still owned.
  await until('they work', async () => (await api?.client.inbox.inboxes())?.ok === true);
});
