import type { FoldEvent } from '../../outbox/reducer.js';
import { traceOf } from '../../outbox/traced-event.js';
import type { Traces } from '../../policy/traces.js';
import type { StatusCalls, StatusPermit } from '../../status/status-calls.js';
import type { StatusRow } from '../../status/status-row.js';

/** From the moment something came in to the moment it was folded. What nobody traced is not looked at any further. */
export function traceFolds(traces: Traces, events: readonly FoldEvent[], nowMs: number): void {
  for (const event of events) {
    const trace = event.inbox && traceOf(event);
    if (trace === undefined) continue;
    const { app, portal, account, kind, receivedAtMs } = event;
    const attributes = {
      'channelwright.app': app,
      'channelwright.portal': portal,
      'channelwright.account': account,
      'channelwright.event': kind,
      'messaging.system': 'channelwright',
      'messaging.operation.name': 'fold',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'inbox',
    };
    traces.past({ name: 'fold inbox', kind: 'consumer', of: trace, attributes }, receivedAtMs, nowMs);
  }
}

/** The status calls as steps of the traces of their messages. */
export function traceStatusCalls(calls: StatusCalls, traces: Traces): StatusCalls {
  const traced = (permit: StatusPermit): StatusPermit => ({
    update: (row, body, signal) => {
      const said = { 'channelwright.status': body.statusType };
      return step('patch status', row, said, () => permit.update(row, body, signal));
    },
    read: (row, signal) => step('read back', row, {}, () => permit.read(row, signal)),
    giveBack: () => permit.giveBack(),
  });
  function step<Answer extends { kind: string }>(
    name: string,
    row: StatusRow,
    said: Record<string, string>,
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    const attributes = { ...said, ...attributesOf(row) };
    return traces.within({ name, kind: 'client', of: row.trace, attributes }, async (span) => {
      const answer = await call();
      span.set({ 'channelwright.outcome': answer.kind });
      if (answer.kind !== 'taken' && answer.kind !== 'found') span.failed(answer.kind);
      return answer;
    });
  }
  return {
    heldUntil: (app, portal, urgency) => calls.heldUntil(app, portal, urgency),
    permit(app, portal, urgency) {
      const permit = calls.permit(app, portal, urgency);
      return permit && traced(permit);
    },
  };
}

function attributesOf({ app, portal, channel, account, key, messageId }: StatusRow) {
  return {
    'channelwright.app': app,
    'channelwright.portal': portal,
    'channelwright.channel': channel,
    'channelwright.account': account,
    'channelwright.message': key,
    'messaging.message.id': messageId,
  };
}
