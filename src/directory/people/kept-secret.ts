import { injectable } from 'inversify';
import { type OperatorCommand, SECRETS_COMMAND } from '../../outbox/command-event.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Table } from '../../outbox/table.js';
import type { Tx } from '../../outbox/tx.js';

/** Something that outlives the encryption key it was derived from. The table is sealed. */
export interface KeptSecretRow {
  key: string;
  /** Base64. */
  value: string;
}

export const KEPT_SECRETS: Table<KeptSecretRow> = {
  name: 'kept_secrets',
  key: (row) => row.key,
  columns: () => ({}),
};

/** Everything is under the first key: what the others were needed for beside that is to be kept. */
export type SecretsCommand = OperatorCommand & { name: 'secrets.reencrypt'; kept: KeptSecretRow[] };

/** Keeps what was derived from encryption keys that may be dropped now. */
@injectable()
export class KeptSecretReducer implements Reducer {
  readonly kinds = [SECRETS_COMMAND];

  reduce({ body }: FoldEvent, tx: Tx): void {
    for (const row of (body as SecretsCommand).kept) tx.put(KEPT_SECRETS, row);
  }
}
