import { consentGate } from '../../../delivery/gates/gate-changes.js';
import { ACCOUNTS, type AccountRow } from '../../../directory/accounts/account-row.js';
import { PORTALS, type PortalRow } from '../../../directory/portals/portal-row.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { portalKey, WORK } from '../../../outbox/work-row.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { MEDIA_QUEUE, PUBLICATION_QUEUE } from '../../../publication/publication-work.js';
import { FAILED_QUEUE, READ_BACK_QUEUE, STATUS_QUEUE } from '../../../status/status-work.js';
import type { CommandContext } from '../../command.js';
import { unknownName } from '../../options/must-be-known.js';
import { isoTime, table } from '../../output/table.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { readTable } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { type PortalView, portalView } from './portal-view.js';

/** How much is on its way, or held: conversations that wait to send, statuses, customers' messages and files for HubSpot. */
interface Waiting {
  sends: number;
  statuses: number;
  readBacks: number;
  publications: number;
  files: number;
}

interface Shown {
  portal: PortalView;
  accounts: Pick<AccountRow, 'key' | 'channel' | 'state'>[];
  waiting: Waiting;
}

/** All that is known of a portal, but its tokens. */
export async function portalsShow(context: CommandContext, name: string): Promise<Report> {
  const config = await readConfig(context);
  const shown = await withStore(config, async (store) => {
    const rows = await readTable<PortalRow>(store, PORTALS.name);
    return show(store, portalNamed(rows, name));
  });
  return { json: shown, text: textOf(shown) };
}

function portalNamed(rows: readonly PortalRow[], name: string): PortalRow {
  const named = rows.filter((row) => row.portal === name || PORTALS.key(row) === name);
  if (named.length === 1) return named[0]!;
  if (named.length === 0)
    throw unknownName(
      'portal',
      name,
      rows.map(({ portal }) => portal),
    );
  throw new ChannelwrightError('CW_USAGE', `several apps are installed in portal ${name}: name one as app/id`);
}

async function show(store: WorkStore, row: PortalRow): Promise<Shown> {
  const { app, portal } = row;
  const accounts = (await readTable<AccountRow>(store, ACCOUNTS.name)).filter(
    (account) => account.app === app && account.portal === portal,
  );
  const inQueue = (queue: string) =>
    store.count({ table: WORK.name, equal: { queue, portal: portalKey(app, portal) } });
  const [failed, statuses, readBacks, publications, files, sends] = await Promise.all([
    ...[FAILED_QUEUE, STATUS_QUEUE, READ_BACK_QUEUE, PUBLICATION_QUEUE, MEDIA_QUEUE].map(inQueue),
    store.count({ table: WORK.name, equal: { gate: consentGate(app, portal) } }),
  ]);
  return {
    portal: portalView(row),
    accounts: accounts.map(({ key, channel, state }) => ({ key, channel, state })),
    waiting: {
      sends: sends ?? 0,
      statuses: (failed ?? 0) + (statuses ?? 0),
      readBacks: readBacks ?? 0,
      publications: publications ?? 0,
      files: files ?? 0,
    },
  };
}

function textOf({ portal, accounts, waiting }: Shown): string {
  const { trouble, scopes, installedAtMs } = portal;
  const facts: [string, string | number | undefined][] = [
    ['portal', portal.portal],
    ['app', portal.app],
    ['state', portal.state],
    ['since', trouble && isoTime(trouble.sinceMs)],
    ['until', trouble?.untilMs === undefined ? undefined : isoTime(trouble.untilMs)],
    ['detail', trouble?.detail],
    ['missing scopes', trouble?.missingScopes?.join(' ')],
    ['refused calls', trouble?.calls && Object.keys(trouble.calls).join(', ')],
    ['scopes', scopes?.join(' ')],
    ['installed', installedAtMs === undefined ? undefined : isoTime(installedAtMs)],
    ['conversations that wait to send', waiting.sends],
    ['statuses for HubSpot', waiting.statuses],
    ['statuses to be compared', waiting.readBacks],
    ['conversations with messages for HubSpot', waiting.publications],
    ['messages with files for HubSpot', waiting.files],
  ];
  const rows = facts.filter(([, value]) => value !== undefined);
  const accountRows = accounts.map(({ key, channel, state }) => [key, channel, state]);
  return [
    table(['of the portal', ''], rows, ''),
    table(['account', 'channel', 'state'], accountRows, 'It has no accounts.'),
  ].join('\n\n');
}
