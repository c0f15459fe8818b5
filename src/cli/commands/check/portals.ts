import { portalSeeds } from '../../../connector/directory/seed-directory.js';
import { PortalRegistry } from '../../../connector/portals/portal-registry.js';
import type { Json } from '../../../contract/json.js';
import type { PortalRow } from '../../../directory/portals/portal-row.js';
import { hubSpotError } from '../../../hubspot/failure/hubspot-error.js';
import { slotOf } from '../../../outbox/slot.js';
import { SoleOwner } from '../../../outbox/sole-owner.js';
import type { Submit } from '../../../outbox/submit.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import type { CommandContext } from '../../command.js';
import { sendCommands } from '../../sending/send-commands.js';
import type { Session } from '../../session.js';
import { type Finding, problemOf } from './finding.js';

/** Where there is no store yet, there is nothing in it. */
const EMPTY: Pick<WorkStore, 'epoch' | 'read'> = {
  epoch: 0,
  read: async (requests) => requests.map(() => []),
};

/** Tries the tokens of every portal by reading one inbox: the scope for it is needed anyway. */
export async function portalFindings(session: Session, context: CommandContext): Promise<Finding[]> {
  const found = await session.store.readIfThere((store) => tryPortals(store, session, context));
  return found ?? tryPortals(EMPTY, session, context);
}

async function tryPortals(
  store: Pick<WorkStore, 'epoch' | 'read'>,
  { config, parts, http }: Session,
  { scheduler, random }: CommandContext,
): Promise<Finding[]> {
  const portals = new PortalRegistry({
    store,
    apps: config.apps,
    http,
    scheduler,
    random,
    log: parts.log.logger,
    submit: submitTo(parts),
    slots: new SoleOwner(store.epoch),
    licence: { assertValid: () => undefined },
  });
  await portals.load();
  const seeds = portalSeeds(config).map(({ seed }) => seed.row);
  for (const row of seeds) if (row.tokens.refreshToken === undefined) portals.changed(row);
  const untried = seeds.filter(({ app, portal, seed }) => portals.row(app, portal)?.seed !== seed);
  const known = portals
    .all()
    .filter(({ state }) => state !== 'disconnected' && state !== 'purged')
    .filter((row) => !untried.some(({ app, portal }) => row.app === app && row.portal === portal));
  return [...(await Promise.all(known.map((row) => portalFinding(row, portals)))), ...untried.map(untriedFinding)];
}

async function portalFinding({ app, portal }: PortalRow, portals: PortalRegistry): Promise<Finding> {
  const finding = { check: 'token', of: `portal ${portal} of app ${app}` };
  const api = portals.of(app, portal);
  if (!api) return { ...finding, state: 'warning', detail: 'its app is not configured' };
  const answer = await api.client.inbox.inboxes({ limit: 1 });
  if (answer.ok) return { ...finding, state: 'ok', detail: 'HubSpot takes it' };
  return { ...finding, state: 'failed', ...problemOf(hubSpotError(answer.failure)) };
}

/**
 * A refresh token that is not in the store yet, or was edited since. HubSpot may answer with a new one: it would be lost, and the
 * old one perhaps with it.
 */
function untriedFinding({ app, portal }: PortalRow): Finding {
  return {
    check: 'token',
    of: `portal ${portal} of app ${app}`,
    state: 'warning',
    detail: 'a new refresh token is first used by `channelwright run`, which can keep what HubSpot answers',
  };
}

/** New tokens are kept as the engine keeps them: through the fold. */
function submitTo(parts: Session['parts']): Submit {
  return async ({ kind, app, portal, receivedAtMs, body }) => {
    const event = { kind, slot: slotOf(app, portal), app, portal, receivedAtMs, body: body as Json };
    const { carriedOut } = await sendCommands([event], parts);
    return carriedOut !== 'pending';
  };
}
