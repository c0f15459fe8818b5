import type { Container } from 'inversify';
import { ClosedGates } from '../delivery/closed-gates.js';
import { ACCOUNTS, type AccountRow } from '../directory/account-row.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../directory/accounts.js';
import { CHANNELS, type ChannelRow } from '../directory/channel-row.js';
import { PORTALS, type PortalRow } from '../directory/portal-row.js';
import { DueWork } from '../outbox/due-work.js';
import type { FoldObserver } from '../outbox/fold.js';
import { GATES, type GateRow } from '../outbox/gate.js';
import type { Emission } from '../outbox/tx.js';
import { WORK, type WorkRow } from '../outbox/work-row.js';
import type { LifecycleEmitter } from '../status/lifecycle-emitter.js';
import type { ChannelRegistry } from './channel-registry.js';
import type { PortalRegistry } from './portal-registry.js';
import type { ProcessLicence } from './process-licence.js';

export interface FollowerParts {
  channels: ChannelRegistry;
  events: LifecycleEmitter;
  accountsChanged(): void;
  writable(can: boolean): void;
  lost(error: unknown): void;
}

type Written = { key: string; row: unknown };

/** Keeps what is in memory in step with the store, commit by commit; then due work and listeners hear of it. */
export class CommitFollower implements FoldObserver {
  constructor(
    private readonly container: Container,
    private readonly parts: FollowerParts,
    private readonly portals: PortalRegistry,
    private readonly licence: ProcessLicence,
  ) {}

  committed(rows: (table: string) => Written[]): void {
    const accounts = this.container.get<Accounts>(ACCOUNT_DIRECTORY);
    const gates = this.container.get(ClosedGates);
    const changed = present<AccountRow>(rows(ACCOUNTS.name));
    for (const row of changed) accounts.changed(row);
    if (changed.length > 0) this.parts.accountsChanged();
    for (const row of present<PortalRow>(rows(PORTALS.name))) this.portals.changed(row);
    for (const { key, row } of rows(CHANNELS.name)) {
      if (row === undefined) this.parts.channels.forget(key);
      else this.parts.channels.learn(row as ChannelRow);
    }
    for (const { key, row } of rows(GATES.name)) gates.changed(key, row as GateRow | undefined);
    const work = rows(WORK.name) as { key: string; row: WorkRow | undefined }[];
    if (work.length > 0) this.container.get(DueWork).committed(work);
  }

  emitted(emissions: Emission[]): void {
    for (const emission of emissions) this.parts.events.emit(emission);
  }

  writable(can: boolean): void {
    this.parts.writable(can);
  }

  lost(error: unknown): void {
    this.licence.lose();
    this.parts.lost(error);
  }
}

function present<Row>(written: Written[]): Row[] {
  return written.flatMap(({ row }) => (row === undefined ? [] : [row as Row]));
}
