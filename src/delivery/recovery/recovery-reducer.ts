import { inject, injectable } from 'inversify';
import { ACCOUNT_DIRECTORY, type Accounts } from '../../directory/accounts/accounts.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import type { DeliveryEvents } from '../message/delivery-events.js';
import { keyLives } from '../message/key-lives.js';
import { recoveredMessage } from './recovered-message.js';

/** Takes nothing for unsent after transactions of the store were lost. */
@injectable()
export class RecoveryReducer implements Reducer {
  readonly kinds = ['delivery.recovered'];

  constructor(@inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts) {}

  reduce({ body }: FoldEvent, tx: Tx): void {
    for (const key of (body as DeliveryEvents['recovered']).messages) {
      const message = tx.get(MESSAGES, key);
      if (message) this.#recover(message, tx);
    }
  }

  #recover(message: MessageRow, tx: Tx): void {
    const { nowMs, epoch } = tx;
    const idempotency = this.accounts.get(message.account)?.capabilities?.idempotency;
    const changed = recoveredMessage(message, {
      nowMs,
      epoch,
      isKeyAlive: (part) => keyLives(idempotency, part, message.receivedAtMs, nowMs),
    });
    if (changed === message) return;
    tx.put(MESSAGES, changed);
    const { key, app, portal, channel, account, conversation } = message;
    tx.journal({ type: 'message.recovered', atMs: nowMs, app, portal, channel, account, conversation, message: key });
  }
}
