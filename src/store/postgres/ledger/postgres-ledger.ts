import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import type { ClaimedSlot, FleetLedger, FleetSurvey, NewMember, Renewal } from '../../../fleet/fleet-store.js';
import type { SlotEpoch } from '../../../outbox/owned-slots.js';
import type { Sql } from '../sql.js';
import { joinSql, leaveSql, renewSql, retireSql } from './member-statements.js';
import { claimSql, raiseEpochsSql, releaseSql } from './slot-statements.js';
import { surveySql } from './survey-statement.js';

type ClaimedRow = [
  slot: number,
  epoch: number,
  from: ClaimedSlot['from'],
  renewedAgoMs: number | null,
  expiryMs: number | null,
  releasedAgoMs: number | null,
];

type RenewalRow = [
  nowMs: number,
  free: number,
  id: string,
  name: string,
  version: string,
  fingerprint: string,
  apps: string[],
  channels: string[],
  expiryMs: number,
  joinedAtMs: number,
  renewedAtMs: number,
  slots: number,
  leaving: boolean,
];

/** Members and slots in PostgreSQL. */
export class PostgresLedger implements FleetLedger {
  readonly #text: ReturnType<typeof statements>;

  /** @param schema the quoted name of the schema that the tables are in */
  constructor(
    private readonly sql: Sql,
    schema: string,
  ) {
    this.#text = statements(schema);
  }

  async join({ name, version, fingerprint, apps, channels, expiryMs, keys = [] }: NewMember): Promise<string> {
    const values = [name, version, fingerprint, apps, channels, expiryMs, keys];
    const [row] = await this.sql.query<[id: string]>(this.#text.join, values);
    if (!row) throw new ChannelwrightError('CW_STORE_UNAVAILABLE', 'the database has not written the member');
    return row[0];
  }

  async renew(id: string): Promise<Renewal | undefined> {
    const rows = await this.sql.query<RenewalRow>(this.#text.renew, [id]);
    const [first] = rows;
    if (!first) return undefined;
    return { nowMs: first[0], free: first[1], members: rows.map(toMember) };
  }

  async claim(id: string, limit: number): Promise<ClaimedSlot[]> {
    const rows = await this.sql.query<ClaimedRow>(this.#text.claim, [id, limit]);
    return rows.map(toClaimedSlot);
  }

  async release(id: string, slots: readonly SlotEpoch[]): Promise<void> {
    if (slots.length === 0) return;
    await this.sql.query(this.#text.release, [id, slots.map(({ slot }) => slot), slots.map(({ epoch }) => epoch)]);
  }

  async retire(id: string): Promise<void> {
    await this.sql.query(this.#text.retire, [id]);
  }

  async leave(id: string): Promise<void> {
    await this.sql.query(this.#text.leave, [id]);
  }

  async survey(): Promise<FleetSurvey> {
    const [row] = await this.sql.query<[nowMs: number, members: string, slots: string]>(this.#text.survey);
    if (!row) throw new ChannelwrightError('CW_STORE_UNAVAILABLE', 'the database has not answered');
    const [nowMs, members, slots] = row;
    return { nowMs, members: JSON.parse(members), slots: JSON.parse(slots) };
  }

  async raiseEpochs(): Promise<void> {
    const living = await this.sql.query<[name: string]>(this.#text.raiseEpochs);
    if (living.length === 0) return;
    const names = living.map(([name]) => name).join(', ');
    throw new ChannelwrightError('CW_STORE_LOCKED', `these still run, or have not yet expired: ${names}`);
  }
}

/** Made once, so that the same request is always the same text. */
function statements(schema: string) {
  return {
    join: joinSql(schema),
    renew: renewSql(schema),
    claim: claimSql(schema),
    release: releaseSql(schema),
    retire: retireSql(schema),
    leave: leaveSql(schema),
    survey: surveySql(schema),
    raiseEpochs: raiseEpochsSql(schema),
  };
}

function toMember(row: RenewalRow): Renewal['members'][number] {
  const [, , id, name, version, fingerprint, apps, channels, expiryMs, joinedAtMs, renewedAtMs, slots, leaving] = row;
  return { id, name, version, fingerprint, apps, channels, expiryMs, joinedAtMs, renewedAtMs, slots, leaving };
}

function toClaimedSlot([slot, epoch, from, renewedAgoMs, expiryMs, releasedAgoMs]: ClaimedRow): ClaimedSlot {
  if (releasedAgoMs !== null) return { slot, epoch, from, releasedAgoMs: Math.max(0, releasedAgoMs) };
  if (renewedAgoMs === null || expiryMs === null) return { slot, epoch, from };
  return { slot, epoch, from, owner: { renewedAgoMs, expiryMs } };
}
