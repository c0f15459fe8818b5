import type { LiveSealer, ResealedPage, ResealRequest } from '../../outbox/resealing.js';
import { sealedTable } from '../declared-rows.js';
import { groupsToReseal, lookedAt, type SealedRow } from '../resealed-page.js';
import type { TableDeclaration } from '../schema.js';
import { KEY_ID_AT, type Sealer } from '../sealing.js';
import { fromHeld, toHeld } from './held-text.js';
import { boundTo } from './inbox-seal.js';
import type { PostgresLedger } from './ledger/postgres-ledger.js';
import type { SchemaName } from './names.js';
import type { Sql, SqlValue } from './sql.js';

/** What an event of the inbox is bound to. */
const BOUND_BY = 'kind, slot, app, portal, account, received_at';

type Bound = [string, number, string, string, string | null, number];
type Opened = { id: string | number; old: Uint8Array; anew: Uint8Array };

/** Seals rows anew that are under another key than the first. */
export class Resealer {
  constructor(
    private readonly sql: Sql,
    private readonly sealer: Sealer,
    private readonly schema: SchemaName,
    private readonly ledger: Pick<PostgresLedger, 'survey'>,
  ) {}

  get keyIds(): readonly string[] {
    return this.sealer.keyIds;
  }

  async reseal({ table: name, after, limit, check = false }: ResealRequest): Promise<ResealedPage> {
    const table = sealedTable(name);
    const rows = await this.#look(table, after, limit);
    const page = lookedAt(rows, limit);
    if (check) return page;
    for (const ids of groupsToReseal(rows, this.keyIds))
      page.resealed += await this.#replace(table, await this.#anew(table, ids));
    return page;
  }

  async sealers(): Promise<LiveSealer[]> {
    const { members } = await this.ledger.survey();
    return members.map(({ name, keys = [] }) => ({ name, keys }));
  }

  async forgetOtherKeys(): Promise<void> {
    await this.sql.query(`DELETE FROM ${this.schema}.sealing_keys WHERE id <> $1`, [this.keyIds[0] ?? '']);
  }

  async #look(
    { name, identity }: TableDeclaration,
    after: string | number | undefined,
    limit: number,
  ): Promise<SealedRow[]> {
    const keyId = `encode(substring(sealed FROM ${KEY_ID_AT.from} FOR ${KEY_ID_AT.bytes}), 'hex')`;
    const from = after === undefined ? '' : ` WHERE ${identity} > $2`;
    const rows = await this.sql.query<SealedRow>(
      `SELECT ${identity}, ${keyId} FROM ${this.schema}.${name}${from} ORDER BY ${identity} LIMIT $1::int`,
      after === undefined ? [limit] : [limit, held(after)],
    );
    return rows.map(([id, under]): SealedRow => [typeof id === 'string' ? fromHeld(id) : id, under]);
  }

  async #anew({ name, identity, role }: TableDeclaration, ids: readonly (string | number)[]): Promise<Opened[]> {
    const bound = role === 'inbox' ? `, ${BOUND_BY}` : '';
    const rows = await this.sql.query<[string | number, Uint8Array, ...Bound]>(
      `SELECT ${identity}, sealed${bound} FROM ${this.schema}.${name} WHERE ${identity} = ANY ($1::${typeOf(identity)}[])`,
      [ids.map(held)],
    );
    return rows.flatMap(([id, old, ...more]) => {
      const key = role === 'inbox' ? boundTo(unheld(more)) : fromHeld(id as string);
      const doc = this.#opened(name, key, old);
      return doc === undefined ? [] : [{ id, old, anew: this.sealer.seal(name, key, doc) }];
    });
  }

  /**
   * Waits for no other writer, so that it can be in nobody's way for longer than its own statement: a row that somebody is writing is
   * passed over, and one that was written since is not the one that was opened.
   */
  async #replace({ name, identity }: TableDeclaration, rows: readonly Opened[]): Promise<number> {
    if (rows.length === 0) return 0;
    const values: SqlValue[] = [rows.map(({ id }) => id), rows.map(({ old }) => old), rows.map(({ anew }) => anew)];
    const [answer] = await this.sql.query<[number]>(
      `WITH given AS (
  SELECT * FROM unnest($1::${typeOf(identity)}[], $2::bytea[], $3::bytea[]) AS g (id, old, anew)
), same AS (
  SELECT own.${identity} AS id, given.anew FROM ${this.schema}.${name} AS own JOIN given ON own.${identity} = given.id
  WHERE own.sealed = given.old FOR UPDATE OF own SKIP LOCKED
), resealed AS (
  UPDATE ${this.schema}.${name} AS own SET sealed = same.anew FROM same WHERE own.${identity} = same.id RETURNING 1
)
SELECT count(*) FROM resealed`,
      values,
    );
    return answer?.[0] ?? 0;
  }

  /** A damaged row is for whoever needs it to find out about; the others go on. */
  #opened(name: string, key: string, sealed: Uint8Array): string | undefined {
    try {
      return this.sealer.open(name, key, sealed);
    } catch {
      return undefined;
    }
  }
}

function typeOf(identity: TableDeclaration['identity']): string {
  return identity === 'key' ? 'text' : 'bigint';
}

function held(id: string | number): string | number {
  return typeof id === 'string' ? toHeld(id) : id;
}

function unheld([kind, slot, app, portal, account, receivedAtMs]: Bound): Bound {
  const texts = account === null ? null : fromHeld(account);
  return [fromHeld(kind), slot, fromHeld(app), fromHeld(portal), texts, receivedAtMs];
}
