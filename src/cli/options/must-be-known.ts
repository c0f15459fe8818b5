import { closestWord } from '../../config/closest-word.js';
import type { ConnectorConfig } from '../../config/connector-config.js';
import { ACCOUNTS, type AccountRow } from '../../directory/accounts/account-row.js';
import { PORTALS, type PortalRow } from '../../directory/portals/portal-row.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { readTable } from '../rows/read-rows.js';

/** What a list is narrowed to. */
export interface Narrowed {
  account?: string;
  channel?: string;
  portal?: string;
}

/**
 * A list that is narrowed to what there is not is empty, and would be read as good news. Known is what the store has ever known,
 * purged or replaced as well, and every channel of the configuration.
 *
 * @throws ChannelwrightError `CW_NOT_FOUND`, with the name that was probably meant
 */
export async function mustBeKnown(
  { account, channel, portal }: Narrowed,
  { channels }: Pick<ConnectorConfig, 'channels'>,
  store: WorkStore,
): Promise<void> {
  if (account === undefined && channel === undefined && portal === undefined) return;
  const accounts = await readTable<AccountRow>(store, ACCOUNTS.name);
  known(
    'account',
    account,
    accounts.map(({ key }) => key),
  );
  known('channel', channel, [...Object.keys(channels), ...accounts.map((row) => row.channel)]);
  if (portal === undefined) return;
  const portals = await readTable<PortalRow>(store, PORTALS.name);
  known(
    'portal',
    portal,
    [...portals, ...accounts].map((row) => row.portal),
  );
}

function known(what: string, given: string | undefined, names: readonly string[]): void {
  if (given !== undefined && !names.includes(given)) throw unknownName(what, given, names);
}

/** What is said of a name that nobody has. There may be thousands: only the closest is shown. */
export function unknownName(what: string, given: string, names: readonly string[]): ChannelwrightError {
  const close = closestWord(given, names);
  const meant = close === undefined ? '' : `; did you mean "${close}"?`;
  return new ChannelwrightError('CW_NOT_FOUND', `${what} "${given}"${meant}`);
}
