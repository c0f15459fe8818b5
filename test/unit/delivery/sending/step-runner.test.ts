import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '../../../../src/contract/send-outcome.js';
import { type Sendable, StepRunner } from '../../../../src/delivery/sending/step-runner.js';
import { ChannelwrightError } from '../../../../src/errors/channelwright-error.js';
import { CallOutcomes } from '../../../../src/outbox/call-outcomes.js';
import type { NewInboxEvent } from '../../../../src/outbox/inbox-event.js';
import type { FoldEvent } from '../../../../src/outbox/reducer.js';
import { NO_TRACES } from '../../../../src/policy/traces.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { SeededRandom } from '../../../../src/testing/seeded-random.js';
import { channelRuntime } from '../../../fixtures/channels.js';
import { ACCOUNT, CREATED_AT, message, part } from '../../../fixtures/message-rows.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

const ACCEPTED: SendOutcome = { kind: 'accepted', ids: ['id-1'] };

let appended: NewInboxEvent[];
let calls: number;
let intents: FoldEvent[];
beforeEach(() => {
  appended = [];
  calls = 0;
  intents = [];
});

/** Sends one part in a process that loses its slot: before the intent is committed, or while the call is under way. */
async function send(lostAt: 'intended' | 'returned'): Promise<void> {
  const scheduler = new ManualScheduler(CREATED_AT);
  const submit = async (event: FoldEvent) => {
    if (event.kind === 'delivery.intended') intents.push(event);
    if (event.kind === `delivery.${lostAt}`) throw new ChannelwrightError('CW_STORE_FENCED');
    return true;
  };
  const append = async (events: NewInboxEvent[]) => {
    appended.push(...events);
    return events.map(() => 'appended' as const);
  };
  const sender = {
    send: async () => {
      calls += 1;
      return ACCEPTED;
    },
  };
  const log = new SilentLog();
  const runner = new StepRunner(
    { take: () => undefined } as never,
    sender as never,
    {} as never,
    submit,
    new CallOutcomes(submit, append, scheduler, log),
    () => undefined,
    new SeededRandom(1),
    scheduler,
    NO_TRACES,
    log,
  );
  const row = message([part()]);
  const channel = channelRuntime();
  const { capabilities } = channel.definition;
  const work = { message: row, content: {}, channel, account: { key: ACCOUNT }, capabilities, conversation: {} };
  await runner.send(work as unknown as Sendable, row.parts![0]!, new AbortController().signal);
}

const correlation = () => (intents[0]!.body as { correlation: string }).correlation;

describe('A process that loses its slot', () => {
  it('while a call is under way leaves what the call returned to the next owner', async () => {
    await send('returned');
    expect(calls).toBe(1);
    expect(appended).toMatchObject([
      {
        kind: 'delivery.returned',
        account: ACCOUNT,
        body: { attempt: 1, correlation: correlation(), outcome: ACCEPTED },
      },
    ]);
  });

  it('before a call is licensed does not make it, and says so: the intent may have been committed', async () => {
    await send('intended');
    expect(calls).toBe(0);
    expect(appended).toMatchObject([
      { kind: 'delivery.returned', body: { attempt: 1, correlation: correlation(), outcome: { kind: 'retry' } } },
    ]);
  });
});
