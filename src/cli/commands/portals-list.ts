import { PORTALS, type PortalRow } from '../../directory/portal-row.js';
import type { CommandContext } from '../command.js';
import { portalView } from '../portal-view.js';
import { readConfig } from '../read-config.js';
import { readTable } from '../read-rows.js';
import type { Report } from '../report.js';
import { isoTime, table } from '../table.js';
import { withStore } from '../with-store.js';

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
