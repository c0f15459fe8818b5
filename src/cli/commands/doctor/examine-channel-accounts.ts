import type { AccountRow } from '../../../directory/accounts/account-row.js';
import type { PortalRow } from '../../../directory/portals/portal-row.js';
import { allPages } from '../../../hubspot/client/all-pages.js';
import type { HubSpotClient } from '../../../hubspot/client/hubspot-client.js';
import { hubSpotError } from '../../../hubspot/failure/hubspot-error.js';
import type { ChannelAccount } from '../../../hubspot/schemas/channel-account.js';
import type { CommandContext } from '../../command.js';
import type { Session } from '../../session.js';
import { detailOf, type Finding } from '../check/finding.js';
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
    if (portalRow?.state !== 'connected' || channelId === undefined) return [];
    const of = `channel ${channel} in portal ${portal}`;
    const examine = () => accountFindings(rows, portalRow, { channelId, of }, session, context);
    return [{ check: 'channel accounts', of, examine }];
  });
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
  if (!present.ok) return [{ ...subject, state: 'failed', detail: detailOf(hubSpotError(present.failure)) }];
  const gone = archived.ok ? archived.value : [];
  const inboxes = await client.inbox.inboxes({ limit: 100 });
  const closed = inboxes.ok ? inboxes.value.results.filter((each) => each.archived).map(({ id }) => id) : [];
  return rows.map((row) => ({
    check: 'channel account',
    of: row.key,
    ...accountVerdict(row, present.value, gone, closed),
  }));
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
