import { inject, injectable } from 'inversify';
import { CHANNEL_RUNTIMES, type Channels } from '../directory/channels/channel-runtime.js';
import { CONVERSATIONS } from '../directory/people/conversation-row.js';
import { CORRECTION_COMMAND, type OperatorCommand } from '../outbox/command-event.js';
import { joinLane } from '../outbox/lane.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import type { Random } from '../policy/random.js';
import { RANDOM } from '../policy/tokens.js';
import { CONTENTS } from '../status/content-row.js';
import { type MessageFilter, matchesFilter, troubles } from '../status/message-filter.js';
import { MESSAGES, type MessageRow } from '../status/message-row.js';
import { statusPolicy } from '../status/status-policy.js';
import { type CorrectionTarget, correctMessage } from './correct-message.js';

/** Some of the messages of one portal that an operator corrects. `key` is the correction's own name: no message twice under it. */
export interface CorrectionCommand extends OperatorCommand {
  name: 'messages.correct';
  to: CorrectionTarget;
  /** Why. */
  reason: string;
  evenIfSentTwice?: true;
  /** Which were meant: what is not any more, as it is now, is left alone. */
  filter: MessageFilter;
  messages: string[];
}

/** Makes messages what an operator says they are. Each is judged as it is now, and journaled. */
@injectable()
export class CorrectionReducer implements Reducer {
  readonly kinds = [CORRECTION_COMMAND];

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(RANDOM) private readonly random: Random,
  ) {}

  reduce({ app, portal, body }: FoldEvent, tx: Tx): void {
    const command = body as CorrectionCommand;
    for (const key of command.messages) {
      const row = tx.get(MESSAGES, key);
      if (row && row.app === app && row.portal === portal) this.#correct(row, command, tx);
    }
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
