import { declaredTable } from '../declared-rows.js';
import type { SealedRow } from '../resealed-page.js';
import type { TableDeclaration } from '../schema.js';
import { KEY_ID_AT, keyIdOf, type Sealer } from '../sealing.js';
import type { Statements } from './statements.js';

/** Seals rows anew that are under another key than the first. */
export class Resealer {
  readonly #sql: Statements;
  readonly #sealer: Sealer;

  constructor(sql: Statements, sealer: Sealer) {
    this.#sql = sql;
    this.#sealer = sealer;
  }

  look(name: string, after: string | number | undefined, limit: number): SealedRow[] {
    const table = declaredTable(name);
    const keyId = `lower(hex(substr(${heldIn(table)}, ${KEY_ID_AT.from}, ${KEY_ID_AT.bytes})))`;
    const from = after === undefined ? '' : ` WHERE "${table.identity}" > ?`;
    const text = `SELECT "${table.identity}", ${keyId} FROM "${name}"${from} ORDER BY "${table.identity}" LIMIT ?`;
    return this.#sql.all<SealedRow>(text, ...(after === undefined ? [] : [after]), limit);
  }

  /** Inside a transaction: nobody changes a row between its opening and its writing. @returns how many */
  reseal(name: string, ids: readonly (string | number)[]): number {
    const table = declaredTable(name);
    const held = heldIn(table);
    const read = `SELECT ${held} FROM "${name}" WHERE "${table.identity}" = ?`;
    const write = `UPDATE "${name}" SET ${held} = ? WHERE "${table.identity}" = ?`;
    let resealed = 0;
    for (const id of ids) {
      const sealed = this.#sql.get<[Uint8Array]>(read, id)?.[0];
      if (sealed === undefined || keyIdOf(sealed) === this.#sealer.keyIds[0]) continue;
      const doc = this.#opened(name, id, sealed);
      if (doc === undefined) continue;
      resealed += this.#sql.run(write, this.#sealer.seal(name, String(id), doc), id);
    }
    return resealed;
  }

  forgetOtherKeys(): void {
    this.#sql.run('DELETE FROM sealing_keys WHERE id <> ?', this.#sealer.keyIds[0] ?? '');
  }

  /** A damaged row is for whoever needs it to find out about; the others go on. */
  #opened(name: string, id: string | number, sealed: Uint8Array): string | undefined {
    try {
      return this.#sealer.open(name, String(id), sealed);
    } catch {
      return undefined;
    }
  }
}

function heldIn({ role }: TableDeclaration): string {
  return role === 'inbox' ? 'body' : 'doc';
}
