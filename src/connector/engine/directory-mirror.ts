import type { Logger } from '../../contract/logger.js';
import type { ClosedGates } from '../../delivery/gates/closed-gates.js';
import { ACCOUNTS, type AccountRow } from '../../directory/accounts/account-row.js';
import type { Accounts } from '../../directory/accounts/accounts.js';
import { CHANNELS, type ChannelRow } from '../../directory/channels/channel-row.js';
import { PORTALS, type PortalRow } from '../../directory/portals/portal-row.js';
import { GATES, type GateRow } from '../../outbox/gate.js';
import type { ChannelRegistry } from '../channels/channel-registry.js';
import type { PortalRegistry } from '../portals/portal-registry.js';

/** A row as it is now; `row` undefined: it is gone. */
export interface Written {
  key: string;
  row: unknown;
}

export interface MirrorParts {
  accounts: Accounts;
  portals: PortalRegistry;
  channels: ChannelRegistry;
  gates: ClosedGates;
  accountsChanged(): void;
  log: Logger;
}

/** Tables whose rows every process keeps in memory, whoever writes them. */
export const DIRECTORY_TABLES: readonly string[] = [ACCOUNTS.name, PORTALS.name, CHANNELS.name, GATES.name];

/** What is kept in memory of the directory, told of every row that has changed. */
export class DirectoryMirror {
  constructor(private readonly parts: MirrorParts) {}

  changed(rows: (table: string) => readonly Written[]): void {
    const { accounts, portals, channels, gates } = this.parts;
    const changed = present<AccountRow>(rows(ACCOUNTS.name));
    for (const row of changed) {
      this.#sayIfSwitched(row);
      accounts.changed(row);
    }
    if (changed.length > 0) this.parts.accountsChanged();
    for (const row of present<PortalRow>(rows(PORTALS.name))) {
      this.#sayIfTroubled(row);
      portals.changed(row);
    }
    for (const { key, row } of rows(CHANNELS.name)) {
      if (row === undefined) channels.forget(key);
      else channels.learn(row as ChannelRow);
    }
    for (const { key, row } of rows(GATES.name)) gates.changed(key, row as GateRow | undefined);
  }

  /** Without its consent HubSpot hears of nothing, and nothing else would tell. */
  #sayIfTroubled({ app, portal, state, trouble }: PortalRow): void {
    const { portals, log } = this.parts;
    const before = portals.row(app, portal)?.state;
    if (before === undefined || before === state) return;
    const missing = trouble?.missingScopes ? { missingScopes: trouble.missingScopes } : {};
    const about = { app, portal, before, state, ...(trouble ? { detail: trouble.detail } : {}), ...missing };
    if (state === 'connected') log.info('a portal is as it should be again', about);
    else log.error('a portal has another state', about);
  }

  /** Whoever asks why messages of an account fail finds here since when it is off. */
  #sayIfSwitched({ key: account, channel, state }: AccountRow): void {
    const { accounts, log } = this.parts;
    const before = accounts.get(account)?.row.state;
    if (before !== undefined && before !== state) {
      log.warn('an account has another state', { account, channel, before, state });
    }
  }
}

function present<Row>(written: readonly Written[]): Row[] {
  return written.flatMap(({ row }) => (row === undefined ? [] : [row as Row]));
}
