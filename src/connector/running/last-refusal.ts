import type { IngressCounters } from '../../ingress/ingress-counters.js';
import type { Scheduler } from '../../policy/scheduler.js';

/** A webhook of HubSpot that was refused for its signature. */
export interface SignatureRefusal {
  app: string;
  code: string;
  atMs: number;
}

/** The counters, and the last refusal for a signature that this process has counted. */
export function withLastRefusal(
  counters: IngressCounters,
  scheduler: Pick<Scheduler, 'now'>,
): { counters: IngressCounters; last(): SignatureRefusal | undefined } {
  let last: SignatureRefusal | undefined;
  const watched: IngressCounters = {
    stored: (...event) => counters.stored(...event),
    foreignEvent: (channel) => counters.foreignEvent(channel),
    refused(side, code, name) {
      counters.refused(side, code, name);
      if (side !== 'hubspot' || name === undefined || !code.startsWith('CW_SIGNATURE_')) return;
      last = { app: name, code, atMs: scheduler.now() };
    },
  };
  return { counters: watched, last: () => last };
}
