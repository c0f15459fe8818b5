import { describe, expect, it } from '@jest/globals';
import { type ChannelCommand, ChannelReducer } from '../../../src/directory/channels/channel-reducer.js';
import { CHANNELS } from '../../../src/directory/channels/channel-row.js';
import { CHANNEL_COMMAND, commandEvent, DEAD_LETTER_COMMAND } from '../../../src/outbox/command-event.js';
import { CommandReducer } from '../../../src/outbox/command-reducer.js';
import { DEAD_LETTERS, type DeadLetterRow } from '../../../src/outbox/dead-letter.js';
import { type DeadLetterCommand, DeadLetterReducer } from '../../../src/outbox/dead-letter-reducer.js';
import { slotOf } from '../../../src/outbox/slot.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';

const SCOPE = { app: 'main', portal: '62515' };
const AT = Date.UTC(2026, 0, 1);
const LETTER: DeadLetterRow = {
  key: 'status:m1',
  kind: 'status',
  atMs: AT,
  ...SCOPE,
  cause: { code: 'CW_STATUS_REFUSED', detail: '400' },
  body: { message: 'm1' },
};

function discard(tx: MemoryTx, atMs: number): void {
  const command: DeadLetterCommand = {
    name: 'dead-letters.discard',
    key: LETTER.key,
    atMs,
    by: 'grace',
    message: 'm1',
  };
  const event = commandEvent(DEAD_LETTER_COMMAND, SCOPE, command, AT);
  tx.fold(event, [new CommandReducer(), new DeadLetterReducer()]);
}

describe('a command about a dead letter', () => {
  it('takes the letter away, and is on record with the message and who asked', () => {
    const tx = new MemoryTx(AT);
    tx.put(DEAD_LETTERS, LETTER);
    discard(tx, LETTER.atMs);
    expect(tx.all(DEAD_LETTERS)).toEqual([]);
    expect(tx.journaled).toEqual([
      {
        type: 'command.dead-letters.discard',
        atMs: AT,
        ...SCOPE,
        message: 'm1',
        data: { key: 'status:m1', by: 'grace' },
      },
    ]);
  });

  it('leaves a letter alone that was written anew since the operator looked', () => {
    const tx = new MemoryTx(AT);
    tx.put(DEAD_LETTERS, { ...LETTER, atMs: AT + 1 });
    discard(tx, AT);
    expect(tx.all(DEAD_LETTERS)).toHaveLength(1);
  });
});

describe('a command about a channel', () => {
  const channel = (tx: MemoryTx, command: ChannelCommand) =>
    tx.fold(commandEvent(CHANNEL_COMMAND, { app: 'main', portal: '' }, command, AT), [new ChannelReducer()]);

  it('keeps what was learnt, and forgets it when the channel is deleted', () => {
    const tx = new MemoryTx(AT);
    channel(tx, { name: 'channels.sync', key: 'sms', hubspotChannelId: '1001', by: 'grace' });
    expect(tx.all(CHANNELS)).toEqual([{ key: 'sms', app: 'main', hubspotChannelId: '1001' }]);
    channel(tx, { name: 'channels.delete', key: 'sms', by: 'grace' });
    expect(tx.all(CHANNELS)).toEqual([]);
  });
});

it('a command goes to the slot of the portal it is about', () => {
  const command: ChannelCommand = { name: 'channels.delete', key: 'sms', by: 'grace' };
  expect(commandEvent(CHANNEL_COMMAND, SCOPE, command, AT).slot).toBe(slotOf('main', '62515'));
});
