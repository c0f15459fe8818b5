import type { Outcome, WriteCall } from './protocol.js';
import type { Session } from './session.js';
import { toFailure } from './sqlite-failure.js';

/**
 * Makes the first of these calls durable in one transaction: as many as fit before `untilMs`, at least one. Answers their
 * outcomes, in order; calls without one are still to be served.
 *
 * A call that fails undoes itself alone. Savepoints cost a copy of every page touched, so they are used only after a first
 * attempt without them has failed.
 */
export function writeGroup(session: Session, calls: WriteCall[], untilMs: number): Outcome[] {
  try {
    return session.connection.write(() => each(calls, untilMs, (call) => done(session.write(call))));
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'CW_STORE_UNAVAILABLE') return calls.map(() => ({ ok: false, failure }));
  }
  return writeApart(session, calls, untilMs);
}

function writeApart(session: Session, calls: WriteCall[], untilMs: number): Outcome[] {
  const { connection } = session;
  try {
    return connection.write(() =>
      each(calls, untilMs, (call) => {
        try {
          return done(connection.apart(() => session.write(call)));
        } catch (error) {
          if (!connection.database.isTransaction) throw error;
          return { ok: false, failure: toFailure(error) };
        }
      }),
    );
  } catch (error) {
    const failure = toFailure(error);
    return calls.map(() => ({ ok: false, failure }));
  }
}

function each(calls: WriteCall[], untilMs: number, serve: (call: WriteCall) => Outcome): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const call of calls) {
    outcomes.push(serve(call));
    if (performance.now() > untilMs) break;
  }
  return outcomes;
}

function done(answer: unknown): Outcome {
  return { ok: true, answer };
}
