import { createEmulator, type Emulator } from '../../../../src/emulator/index.js';
import { systemRandom } from '../../../../src/policy/system-random.js';
import { systemScheduler } from '../../../../src/policy/system-scheduler.js';
import { answerParent } from '../../processes/answer-parent.js';
import { CHANNEL_ID, type Line, peer, tokenOf } from '../../traffic/the-account.js';
import { FirstCalls } from '../measure/first-calls.js';

export interface HubSpotSettings {
  lines: readonly Line[];
  quota: { requests: number; perMs: number };
}

/** What each portal has had so far. */
export interface Used {
  portalId: string;
  requests: number;
  refused: number;
}

/** How often it is looked at who was called, ms. */
const LOOK_MS = 100;

let emulator: Emulator;
const countAtWatch = new Map<string, number>();
const firstCalls = new FirstCalls();

/** HubSpot: one message in each portal, whose status can be told again and again. */
answerParent({
  async start({ lines, quota }: HubSpotSettings) {
    emulator = createEmulator(
      { quota, requestLogCapacity: 1_000, switches: { validateIdentifiers: false } },
      { scheduler: systemScheduler, random: systemRandom },
    );
    const { url } = await emulator.start();
    const accounts = lines.map(({ accountId, portalId, address }) => ({ id: accountId, portalId, address }));
    emulator.control.seed({
      apps: [{ appId: '4711' }],
      portals: lines.map(({ portalId }) => ({ portalId })),
      installs: lines.map(({ portalId }) => ({ appId: '4711', portalId, accessToken: tokenOf(portalId) })),
      channels: [{ id: CHANNEL_ID, appId: '4711', accounts }],
    });
    const messages = lines.map(({ accountId }, index) =>
      emulator.control.agentSend({ accountId, to: [peer(index)], text: 'Good morning' }),
    );
    setInterval(look, LOOK_MS).unref();
    return { url, messageIds: messages.map(({ id }) => id) };
  },
  used: (): Used[] => used(),
  /** From now on the first call of each portal is looked for. */
  watch() {
    for (const { portalId, requests } of used()) countAtWatch.set(portalId, requests);
    firstCalls.watch();
  },
  firstCalls: () => firstCalls.byPortal(),
  async stop() {
    await emulator.stop();
  },
});

function used(): Used[] {
  return emulator.control
    .quota()
    .usage.map(({ key, requests, refused }) => ({ portalId: portalIn(key), requests, refused }));
}

function look(): void {
  for (const { portalId, requests } of used()) {
    if (requests > (countAtWatch.get(portalId) ?? 0)) firstCalls.called(portalId);
  }
}

/** The bucket's name ends with the portal. */
function portalIn(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1);
}
