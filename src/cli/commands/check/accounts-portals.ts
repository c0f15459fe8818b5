import { accountsWithoutPortal } from '../../../connector/portals/accounts-without-portal.js';
import { isGone, PORTALS, type PortalRow } from '../../../directory/portals/portal-row.js';
import { readTable } from '../../rows/read-rows.js';
import type { Session } from '../../session.js';
import type { Finding } from './finding.js';

/** Accounts of the configuration whose portal neither stands there nor has installed the app. */
export async function accountsPortalFindings({ config, store: kept }: Session): Promise<Finding[]> {
  const rows = await kept.readIfThere((store) => readTable<PortalRow>(store, PORTALS.name));
  const installed = new Set((rows ?? []).filter((row) => !isGone(row)).map(({ app, portal }) => `${app}/${portal}`));
  const lacking = accountsWithoutPortal(config, (app, portalId) => installed.has(`${app}/${portalId}`));
  return lacking.map(({ app, portalId, accounts, remedy }) => ({
    check: 'portal',
    of: `portal ${portalId} of app ${app}`,
    state: 'warning',
    detail: `the app is not installed in it, and ${accounts.join(', ')} waits for that. ${remedy}`,
  }));
}
