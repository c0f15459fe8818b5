import { PORTALS, type PortalRow } from '../../../directory/portals/portal-row.js';
import type { CommandContext } from '../../command.js';
import { isoTime, table } from '../../output/table.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { readTable } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { portalView } from './portal-view.js';

/** Every portal the store knows. Its tokens stay where they are. */
export async function portalsList(context: CommandContext): Promise<Report> {
  const config = await readConfig(context);
  const portals = (await withStore(config, (store) => readTable<PortalRow>(store, PORTALS.name))).map(portalView);
  const rows = portals.map(({ app, portal, state, trouble }) => [
    portal,
    app,
    state,
    trouble && isoTime(trouble.sinceMs),
    trouble?.untilMs === undefined ? undefined : isoTime(trouble.untilMs),
    trouble?.missingScopes?.join(' '),
    trouble?.detail,
  ]);
  const headings = ['portal', 'app', 'state', 'since', 'until', 'missing scopes', 'detail'];
  return { json: { portals }, text: table(headings, rows, 'There are no portals yet.') };
}
