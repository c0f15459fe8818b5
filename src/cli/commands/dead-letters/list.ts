import { DEAD_LETTERS, type DeadLetterRow } from '../../../outbox/dead-letter.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import type { CommandContext } from '../../command.js';
import { mustBeKnown } from '../../options/must-be-known.js';
import { isoTime, table } from '../../output/table.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { readRows } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';

export interface DeadLetterFilter {
  kind?: string;
  portal?: string;
  account?: string;
  limit: number;
}

/** What could not be brought to its end, newest first. What it holds stays where it is: it may be a customer's words. */
export async function deadLettersList(context: CommandContext, filter: DeadLetterFilter): Promise<Report> {
  const config = await readConfig(context);
  const rows = await withStore(config, async (store) => {
    await mustBeKnown(filter, config, store);
    return findLetters(store, filter);
  });
  const deadLetters = rows.map(({ body: _, rest: _rest, ...letter }) => letter);
  const text = table(
    ['key', 'kind', 'at', 'portal', 'account', 'cause'],
    deadLetters.map(({ key, kind, atMs, portal, account, cause }) => [
      key,
      kind,
      isoTime(atMs),
      portal,
      account,
      `${cause.code} ${cause.detail}`,
    ]),
    'There are no dead letters.',
  );
  return { json: { deadLetters }, text };
}

/** Found by what narrows them most, then looked at one by one. */
function findLetters(store: WorkStore, { kind, portal, account, limit }: DeadLetterFilter): Promise<DeadLetterRow[]> {
  const equal = {
    ...(kind === undefined ? {} : { kind }),
    ...(portal === undefined ? {} : { portal }),
    ...(account === undefined ? {} : { account }),
  };
  return readRows(store, { table: DEAD_LETTERS.name, equal, range: { column: 'at' }, order: 'descending', limit });
}
