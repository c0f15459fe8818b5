import type { OpenStore } from '../../../connector/stores/open-store.js';
import { CONVERSATIONS, type ConversationRow } from '../../../directory/people/conversation-row.js';
import { TOMBSTONES } from '../../../directory/people/tombstone-row.js';
import type { CommandContext } from '../../command.js';
import { mustBeKnown } from '../../options/must-be-known.js';
import { ListWriter } from '../../output/list-writer.js';
import { isoTime } from '../../output/table.js';
import { ticker } from '../../output/ticker.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { rowPages } from '../../rows/row-pages.js';
import { withStore } from '../../rows/with-store.js';

export interface ListOptions {
  account?: string;
}

interface Suppression {
  account: string;
  address: string;
  type: string;
  optedOutAtMs: number;
  conversation: string;
}

/** Who wants nothing from us, page by page; and how many of them were erased, of whom nobody can say who they were. */
export async function suppressionsList(context: CommandContext, { account }: ListOptions): Promise<Report> {
  const config = await readConfig(context);
  return withStore(config, async (store) => {
    await mustBeKnown(account === undefined ? {} : { account }, config, store);
    const writer = new ListWriter<Suppression>(context, {
      name: 'suppressions',
      headings: ['account', 'address', 'since', 'conversation'],
      cells: (row) => [row.account, row.address, isoTime(row.optedOutAtMs), row.conversation],
      none: 'Nobody has opted out.',
    });
    const tick = ticker(context);
    let looked = 0;
    for await (const page of rowPages<ConversationRow>(store, {
      table: CONVERSATIONS.name,
      column: 'last_at',
      timeOf: ({ lastAtMs }) => lastAtMs,
      ...(account === undefined ? {} : { equal: { account } }),
    })) {
      looked += page.length;
      writer.write(page.flatMap(suppressionOf));
      tick(() => `${looked} conversations looked at`);
    }
    const erased = await store.count(ofErased(account));
    const also = erased === 0 ? '' : `${erased} more addresses were erased, and stay suppressed.`;
    return writer.end({ erased }, also);
  });
}

/** By the index on the account, or the whole small table. */
function ofErased(account: string | undefined): Parameters<OpenStore['count']>[0] {
  return { table: TOMBSTONES.name, equal: { kind: 'suppressed', ...(account === undefined ? {} : { account }) } };
}

function suppressionOf({ account, address, optedOutAtMs, key }: ConversationRow): Suppression[] {
  if (optedOutAtMs === undefined) return [];
  return [{ account, address: address.value, type: address.type, optedOutAtMs, conversation: key }];
}
