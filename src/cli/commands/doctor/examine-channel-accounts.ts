import type { AccountRow } from '../../../directory/accounts/account-row.js';
import type { PortalRow } from '../../../directory/portals/portal-row.js';
import { allPages } from '../../../hubspot/client/all-pages.js';
import type { HubSpotClient } from '../../../hubspot/client/hubspot-client.js';
import { hubSpotError } from '../../../hubspot/failure/hubspot-error.js';
import type { HubSpotFailure } from '../../../hubspot/failure/hubspot-failure.js';
import type { ChannelAccount } from '../../../hubspot/schemas/channel-account.js';
import type { CommandContext } from '../../command.js';
import type { Session } from '../../session.js';
import { type Finding, problemOf } from '../check/finding.js';
import type { DoctorFacts } from './doctor-facts.js';
import type { Examination } from './examination.js';
import { portalClient } from './portal-client.js';

const ENGINE = 'Run it again while the connector runs and has called HubSpot within the last half hour';

type Verdict = Pick<Finding, 'state' | 'detail' | 'remedy'>;

/** Whether HubSpot has the channel accounts that the store has, in the same places. */
export function channelAccountExaminations(
  session: Session,
  context: CommandContext,
  facts: DoctorFacts,
): Examination[] {
  const live = facts.accounts.filter(({ state }) => state === 'active' || state === 'held');
  const groups = Map.groupBy(live, ({ app, portal, channel }) => `${app}/${portal}/${channel}`);
  return [...groups.values()].flatMap((rows) => {
    const { app, portal, channel } = rows[0]!;
    const portalRow = facts.portals.find((row) => row.app === app && row.portal === portal);
    const channelId = facts.channelIds.get(channel);
    const subject = { check: 'channel accounts', of: `channel ${channel} in portal ${portal}` };
    const examine = async (): Promise<Finding[]> => {
      const asked = whomToAsk(portalRow, channelId);
      if ('detail' in asked) return [{ ...subject, ...asked }];
      return accountFindings(rows, asked.portal, { channelId: asked.channelId, of: subject.of }, session, context);
    };
    return [{ ...subject, examine }];
  });
}

/** Of a portal without consent HubSpot says nothing. Where only scopes are missing, it says which. Pure. */
export function whomToAsk<P extends Pick<PortalRow, 'state'>>(
  portal: P | undefined,
  channelId: string | undefined,
): { portal: P; channelId: string } | Verdict {
  const skipped = (why: string, remedy: string): Verdict => ({
    state: 'warning',
    detail: `not looked at: ${why}`,
    remedy,
  });
  if (!portal) return skipped('the store does not know their portal', 'Have the app installed there');
  if (portal.state !== 'connected' && portal.state !== 'degraded') {
    return skipped(`their portal is ${portal.state}`, 'See the finding on the portal');
  }
  if (channelId !== undefined) return { portal, channelId };
  return skipped('HubSpot’s id of their channel is not known', 'Run `channelwright channels sync`');
}

async function accountFindings(
  rows: readonly AccountRow[],
  portal: PortalRow,
  { channelId, of }: { channelId: string; of: string },
  session: Session,
  context: CommandContext,
): Promise<Finding[]> {
  const subject = { check: 'channel accounts', of };
  const app = session.config.apps[portal.app];
  const client = app && portalClient(app, portal, session, context);
  if (!client) {
    const detail = 'could not be looked at: the stored access token has run out, and only the engine refreshes it';
    return [{ ...subject, state: 'warning', detail, remedy: ENGINE }];
  }
  const [present, archived] = await Promise.all([list(client, channelId, false), list(client, channelId, true)]);
  if (!present.ok) return [{ ...subject, ...refusedVerdict(present.failure) }];
  const gone = archived.ok ? archived.value : [];
  const inboxes = await client.inbox.inboxes({ limit: 100 });
  const closed = inboxes.ok ? inboxes.value.results.filter((each) => each.archived).map(({ id }) => id) : [];
  return rows.map((row) => ({
    check: 'channel account',
    of: row.key,
    ...accountVerdict(row, present.value, gone, closed),
  }));
}

function refusedVerdict(failure: HubSpotFailure): Verdict {
  if (failure.kind !== 'unauthenticated') return { state: 'failed', ...problemOf(hubSpotError(failure)) };
  const detail = 'not looked at: HubSpot does not take the access token of their portal';
  return { state: 'failed', detail, remedy: 'See the finding on the token' };
}

function list(client: HubSpotClient, channelId: string, archived: boolean) {
  return allPages((after) =>
    client.channelAccounts.list(channelId, { archived, ...(after === undefined ? {} : { after }) }),
  );
}

/** Pure. */
export function accountVerdict(
  row: Pick<AccountRow, 'channelAccountId' | 'address'>,
  present: readonly ChannelAccount[],
  archived: readonly ChannelAccount[],
  closedInboxes: readonly string[],
): Verdict {
  const found = present.find(({ id }) => id === row.channelAccountId);
  if (!found) return missingVerdict(row, present, archived);
  const { value } = row.address;
  if (found.archived) return goneVerdict();
  if (found.authorized === false) {
    return { state: 'failed', detail: 'it is switched off at HubSpot', remedy: 'Switch it on in the inbox’s settings' };
  }
  if (found.deliveryIdentifier && found.deliveryIdentifier.value !== value) {
    const detail = `HubSpot has it for ${found.deliveryIdentifier.value}, the store for ${value}`;
    return { state: 'failed', detail, remedy: 'Correct `deliveryIdentifier` or `channelAccountId`' };
  }
  if (found.inboxId !== undefined && closedInboxes.includes(found.inboxId)) {
    const detail = `it is in inbox ${found.inboxId}, which is archived: nobody sees its messages`;
    return { state: 'failed', detail, remedy: 'Restore the inbox, or connect the account to another' };
  }
  return { state: 'ok', detail: `HubSpot has it${found.inboxId === undefined ? '' : ` in inbox ${found.inboxId}`}` };
}

function missingVerdict(
  { channelAccountId, address }: Pick<AccountRow, 'channelAccountId' | 'address'>,
  present: readonly ChannelAccount[],
  archived: readonly ChannelAccount[],
): Verdict {
  if (archived.some(({ id }) => id === channelAccountId)) return goneVerdict();
  const same = present.find(({ deliveryIdentifier }) => deliveryIdentifier?.value === address.value);
  const hint = same ? `: ${address.value} is ${same.id} there` : '';
  const remedy = same ? `Write \`channelAccountId: ${same.id}\`` : 'Connect it in the inbox’s settings';
  return { state: 'failed', detail: `HubSpot has no channel account ${channelAccountId}${hint}`, remedy };
}

function goneVerdict(): Verdict {
  const remedy = 'Connect the number anew, and take this account out of the configuration';
  return { state: 'failed', detail: 'it is archived at HubSpot', remedy };
}
