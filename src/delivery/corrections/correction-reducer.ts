import { inject, injectable } from 'inversify';
import { CHANNEL_RUNTIMES, type Channels } from '../../directory/channels/channel-runtime.js';
import { CONVERSATIONS } from '../../directory/people/conversation-row.js';
import { CORRECTION_COMMAND } from '../../outbox/command-event.js';
import { joinLane } from '../../outbox/lane.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import type { Random } from '../../policy/random.js';
import { RANDOM } from '../../policy/tokens.js';
import { CONTENTS } from '../../status/content-row.js';
import { matchesFilter, troubles } from '../../status/message-filter.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import { statusPolicy } from '../../status/status-policy.js';
import { correctMessage } from './correct-message.js';
import {
  CORRECTION_SLICE,
  type CorrectionCommand,
  type CorrectionSlice,
  commandOf,
  correctionWork,
} from './correction-work.js';

/**
 * Makes messages what an operator says they are. Each is judged as it is now, and journaled. They are many: a command becomes work,
 * which is done in slices, so that what is delivered meanwhile does not wait for all of them.
 */
@injectable()
export class CorrectionReducer implements Reducer {
  readonly kinds = [CORRECTION_COMMAND, CORRECTION_SLICE];

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(RANDOM) private readonly random: Random,
  ) {}

  reduce({ kind, app, portal, body }: FoldEvent, tx: Tx): void {
    if (kind === CORRECTION_SLICE) this.#slice(body as CorrectionSlice, tx);
    else tx.put(WORK, correctionWork({ app, portal }, body as CorrectionCommand, tx.nowMs));
  }

  #slice({ work: key, count }: CorrectionSlice, tx: Tx): void {
    const work = tx.get(WORK, key);
    if (!work) return;
    const { app, portal } = work;
    const command = commandOf(work);
    for (const message of command.messages.slice(0, count)) {
      const row = tx.get(MESSAGES, message);
      if (row && row.app === app && row.portal === portal) this.#correct(row, command, tx);
    }
    const messages = command.messages.slice(count);
    if (messages.length === 0) tx.remove(WORK, key);
    // Under the same key: whoever waits for its end knows no other.
    else tx.put(WORK, { ...correctionWork({ app, portal }, { ...command, messages }, tx.nowMs), key });
  }

  #correct(row: MessageRow, command: CorrectionCommand, tx: Tx): void {
    const { key: id, to } = command;
    const channel = this.channels.byName(row.channel);
    if (row.corrected?.id === id || !matchesFilter(row, command.filter, statusPolicy(channel))) return;
    // A million contents need not be read only to be told that they were sent.
    const isSaidOnly = to === 'sent';
    const corrected = correctMessage(row, to, {
      nowMs: tx.nowMs,
      deadlineMs: channel?.delivery.deadlineMs,
      hasContent: isSaidOnly || tx.get(CONTENTS, row.key) !== undefined,
      isOptedOut: !isSaidOnly && tx.get(CONVERSATIONS, row.conversation)?.optedOutAtMs !== undefined,
      evenIfSentTwice: command.evenIfSentTwice ?? false,
      newKey: () => this.random.uuid(),
    });
    if (corrected.kind === 'refused') return;
    tx.put(MESSAGES, { ...corrected.row, corrected: { id, to, atMs: tx.nowMs } });
    if (!isSaidOnly) joinLane(tx, row, 'out', { kind: 'message', key: row.key, atMs: row.createdAtMs, sequence: 0 });
    journal(row, corrected.parts, command, tx);
  }
}

function journal(row: MessageRow, parts: number[], { name, key, by, to, reason }: CorrectionCommand, tx: Tx): void {
  const { app, portal, channel, account, conversation, key: message } = row;
  const was = troubles(row).map(({ class: failure, code }) => (code === undefined ? failure : `${failure} ${code}`));
  tx.journal({
    type: `command.${name}`,
    atMs: tx.nowMs,
    app,
    portal,
    channel,
    account,
    conversation,
    message,
    data: { key, by, to, reason, parts: parts.map((index) => index + 1), was },
  });
}
