import type { ServerResponse } from 'node:http';
import type { Clock } from '../contract/clock.js';
import type { ActiveFault } from './fault-queue.js';

/** What a call is answered with. */
export interface DoubleAnswer {
  status: number;
  /** Text and bytes as they are, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Ends when the double stops. */
export interface Patience {
  time: Clock;
  signal: AbortSignal;
}

/**
 * Does a call and answers it, or plays the fault instead.
 *
 * @param act does what the call asks for, at once, and says what to answer, or that the connection breaks; not called under a
 *   fault by which nothing is done
 */
export async function answerUnderFault(
  fault: ActiveFault | undefined,
  response: ServerResponse,
  act: () => DoubleAnswer | 'broken' | Promise<DoubleAnswer | 'broken'>,
  { time, signal }: Patience,
): Promise<void> {
  if (fault?.kind === 'reset') return cut(response);
  if (fault?.kind === 'refuse') return answer(response, fault);
  const result = await act();
  if (fault?.kind === 'slow') await time.sleep(fault.ms, signal);
  if (fault?.kind === 'answerLost' || result === 'broken') cut(response);
  else answer(response, result);
}

/** The connection breaks. */
function cut(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** @param given its body as text or bytes, else as JSON */
export function answer(response: ServerResponse, { status, body, headers = {} }: DoubleAnswer): void {
  const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const type = raw ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, ...headers }).end(raw ? body : JSON.stringify(body));
}
