import { describe, expect, it } from '@jest/globals';
import { ALL_SCOPES } from '../../src/emulator/index.js';
import { until } from '../fixtures/until.js';
import { World } from '../fixtures/world.js';

const PATCH = 'messages.updateStatus';
const MINUTE = 60_000;

describe('HubSpot in trouble', () => {
  it('answers 429: the portal rests as long as it was told to, then everything is said', async () => {
    await using world = await World.open();
    world.trouble(PATCH, { kind: 'rate-limit', retryAfterSeconds: 20 });
    const first = await sent(world, 'one');
    expect(answers(world, first)).toEqual([429]);
    const second = await sent(world, 'two');
    await world.later(19_000);
    expect(answers(world, second)).toEqual([]);
    await world.later(1_500);
    expect([answers(world, first), answers(world, second)]).toEqual([[429, 200], [200]]);
  });

  it('answers 500 for a while: ten receipts meanwhile cost one PATCH afterwards', async () => {
    await using world = await World.open();
    world.trouble(PATCH, { kind: 'error', status: 500 });
    const id = await sent(world, 'one');
    expect(answers(world, id)).toEqual([500]);
    const [message] = world.provider.got('one');
    const states = ['sent' as const, 'delivered' as const, 'read' as const];
    await world.provider.report(message!, { states, copies: 3 });
    await world.later(2_500);
    expect(world.told(id)).toEqual(['SENT', 'READ']);
    expect(world.shown(id)).toBe('READ');
  });

  it('does not answer in time: said again, and read back', async () => {
    await using world = await World.open();
    world.trouble(PATCH, { kind: 'late', ms: 40_000 });
    const id = await begun(world, 'one');
    await until('HubSpot was asked', () => world.told(id).length === 1);
    await world.scheduler.advance(15_000);
    await world.later(2_000);
    expect(world.told(id)).toEqual(['SENT', 'SENT']);
    await world.later(MINUTE);
    expect(readBacks(world)).toBe(1);
    expect(world.shown(id)).toBe('SENT');
  });

  it('resets the connection after it did what was asked: nothing is lost, and it is read back', async () => {
    await using world = await World.open();
    world.trouble(PATCH, { kind: 'reset-after' });
    const id = await sent(world, 'one');
    await world.later(2_500);
    await world.later(MINUTE);
    expect(world.told(id)).toEqual(['SENT', 'SENT']);
    expect(readBacks(world)).toBe(1);
    expect(world.shown(id)).toBe('SENT');
  });

  it('lets a PATCH land after a newer one: it is found by reading back, and repaired', async () => {
    await using world = await World.open();
    world.trouble(PATCH, { kind: 'late', connection: 'reset' });
    const id = await sent(world, 'one');
    await world.provider.report(world.provider.got('one')[0]!, { states: ['read'] });
    await world.later(2_500);
    expect(world.told(id)).toEqual(['SENT', 'READ']);
    expect(world.shown(id)).toBe('SENT');
    await world.later(MINUTE);
    await world.untilShown(id, 'READ');
    expect(world.told(id)).toEqual(['SENT', 'READ', 'READ']);
  });

  it('does not show a new message yet: 404 is no answer for a minute', async () => {
    await using world = await World.open({ emulator: { switches: { visibilityDelayMs: 2_000 } } });
    const id = await sent(world, 'one');
    await world.pass(10_000, () => answers(world, id).includes(200));
    expect(answers(world, id)[0]).toBe(404);
    expect(await world.deadLetters()).toEqual([]);
  });

  it('never takes a status: kept as a dead letter with its cause, and said when it is replayed', async () => {
    await using world = await World.open();
    world.trouble(PATCH, { kind: 'error', status: 400 });
    const id = await sent(world, 'one');
    expect(world.told(id)).toEqual(['SENT']);
    const [letter] = await world.deadLetters();
    expect(letter?.cause).toMatchObject({ code: 'CW_STATUS_REFUSED' });
    await world.replay(letter!);
    expect(answers(world, id)).toEqual([400, 200]);
    expect(await world.deadLetters()).toEqual([]);
  });

  it('moves a portal (477): the portal is left alone until then', async () => {
    await using world = await World.open();
    world.trouble(PATCH, { kind: 'error', status: 477, retryAfterSeconds: 30 });
    const id = await sent(world, 'one');
    await sent(world, 'two');
    await world.later(29_000);
    expect(world.emulator.control.requests({ operation: PATCH })).toHaveLength(1);
    await world.later(2_000);
    expect(answers(world, id)).toEqual([477, 200]);
  });
});

describe('a portal with OAuth', () => {
  it('gets an access token before the first call, and another one when HubSpot refuses it', async () => {
    await using world = await World.open({ consent: 'refresh' });
    const first = await sent(world, 'one');
    expect([answers(world, first), refreshes(world)]).toEqual([[200], 1]);
    await world.later(10_000);
    world.emulator.control.expireTokens();
    const second = await sent(world, 'two');
    expect([answers(world, second), refreshes(world)]).toEqual([[401, 200], 2]);
  });

  it('keeps the token over a restart, and a refresh token that was exchanged for another', async () => {
    const switches = { rotateRefreshTokens: true };
    await using world = await World.open({ consent: 'refresh', emulator: { switches } });
    await sent(world, 'one');
    await world.restart();
    const second = await sent(world, 'two');
    expect([answers(world, second), refreshes(world)]).toEqual([[200], 1]);
    await world.later(10_000);
    world.emulator.control.expireTokens();
    const third = await sent(world, 'three');
    expect([answers(world, third), refreshes(world)]).toEqual([[401, 200], 2]);
  });

  it('that has uninstalled the app is asked for no more; when it is back, everything is said', async () => {
    await using world = await World.open({ consent: 'refresh' });
    world.emulator.control.revokeRefreshTokens();
    const id = await sent(world, 'one');
    // READ has to be said: that it was sent HubSpot shows by itself, and reading it back may find that first.
    await world.provider.report(world.provider.got('one')[0]!, { states: ['read'] });
    for (let minute = 0; minute < 5; minute++) await world.later(MINUTE);
    expect(refreshes(world)).toBe(1);
    expect(await world.deadLetters()).toEqual([]);
    const [install] = world.seeded.installs;
    const { appId, portalId } = install!;
    const anew = world.emulator.control.seed({ installs: [{ appId, portalId }] }).installs[0]!;
    install!.refreshToken = anew.refreshToken;
    await world.restart();
    await world.pass(5 * MINUTE, () => answers(world, id).includes(200));
    expect(world.shown(id)).toBe('READ');
  });
});

describe('a portal with a token that HubSpot no longer takes', () => {
  it('loses nothing: with a new token in the configuration everything is said', async () => {
    await using world = await World.open();
    world.emulator.control.expireTokens();
    const id = await sent(world, 'one');
    expect(world.provider.got('one')).toHaveLength(1);
    expect(answers(world, id)).toEqual([401]);
    const [install] = world.seeded.installs;
    install!.accessToken = world.emulator.control.issueAccessToken({ ...install!, scopes: ALL_SCOPES }).token;
    await world.restart();
    await world.pass(5 * MINUTE, () => answers(world, id).includes(200));
    expect(world.told(id).at(-1)).toBe('SENT');
    expect(world.provider.got('one')).toHaveLength(1);
  });
});

/** An agent's message that the provider has. */
async function begun(world: World, text: string): Promise<string> {
  const id = world.agentWrites(text);
  await until('the peer has it', () => world.provider.got(text).length > 0);
  return id;
}

/** The same, when everything has come of it that can come at once. */
async function sent(world: World, text: string): Promise<string> {
  const id = await begun(world, text);
  await world.quiet();
  return id;
}

/** What the PATCHes of a message were answered. */
function answers(world: World, id: string): (number | undefined)[] {
  const requests = world.emulator.control.requests({ operation: PATCH, path: `/${id}` });
  return requests.map(({ status }) => status);
}

function readBacks(world: World): number {
  return world.emulator.control.requests({ operation: 'messages.get' }).length;
}

function refreshes(world: World): number {
  return world.emulator.control.requests({ operation: 'oauth.token' }).length;
}

describe('a portal whose token is refused', () => {
  it('is named in the log, once', async () => {
    await using world = await World.open();
    world.emulator.control.expireTokens();
    const id = world.agentWrites('Hello');
    await world.later(60_000);
    expect(world.told(id).length).toBeGreaterThan(0);
    const lines = world.log.lines.filter(({ message }) => message === 'a portal has another state');
    expect(lines).toHaveLength(1);
  });
});
