import { inject, injectable } from 'inversify';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import type { Tx } from '../../outbox/tx.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import { WORK, type WorkRow } from '../../outbox/work-row.js';
import { WORK_STORE, type WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { ACCOUNTS } from '../accounts/account-row.js';
import { CARRIED, CARRY_QUEUE, type CarriedBody, carryKey, placeCarrying } from '../accounts/opt-out-carrying.js';
import { CONVERSATIONS } from './conversation-row.js';
import { earlierOptOut } from './conversations.js';
import { TOMBSTONE_KEYS, type Tombstones } from './tombstones.js';

/** Conversations that are told in one commit. */
const AT_ONCE = 100;

/**
 * Goes through the conversations that an account had before it took the place of another. Those it makes afterwards look for
 * themselves: see `conversationFor`.
 */
@injectable()
export class OptOutCarrier implements WorkHandler {
  readonly queue = CARRY_QUEUE;
  readonly concurrency = 1;
  readonly perPortal = 1;

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  async run({ app, portal, ref }: WorkRow): Promise<undefined> {
    const [account = '', from = ''] = ref.split('\n');
    const [rows = []] = await this.store.read([
      { table: CONVERSATIONS.name, equal: { account }, range: { column: 'key', from }, limit: AT_ONCE },
    ]);
    const last = rows.at(-1);
    const next = last && rows.length === AT_ONCE ? { from: `${last.key}\0` } : {};
    const body: CarriedBody = { account, conversations: rows.map(({ key }) => key), ...next };
    await this.submit({ kind: CARRIED, app, portal, account, receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }
}

/** Who has opted out where the account's predecessor was has opted out here, unless they have said otherwise since. */
@injectable()
export class OptOutReducer implements Reducer {
  readonly kinds = [CARRIED];

  constructor(@inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones) {}

  reduce({ body }: FoldEvent, tx: Tx): void {
    const { account, conversations, from } = body as CarriedBody;
    for (const key of conversations) this.#carry(tx, key);
    const row = tx.get(ACCOUNTS, account);
    if (row && from !== undefined) placeCarrying(tx, row, from);
    else tx.remove(WORK, carryKey(account));
  }

  #carry(tx: Tx, key: string): void {
    const conversation = tx.get(CONVERSATIONS, key);
    if (!conversation || conversation.optedOutAtMs !== undefined) return;
    const { account, aliases, optedInAtMs = 0 } = conversation;
    const times = aliases.flatMap((address) => earlierOptOut(tx, account, address, this.tombstones) ?? []);
    const optedOutAtMs = Math.max(0, ...times);
    if (optedOutAtMs > optedInAtMs) tx.put(CONVERSATIONS, { ...conversation, optedOutAtMs });
  }
}
