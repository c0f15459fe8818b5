import type { Metrics } from './metrics.js';

/** What is counted of everything that comes in, as ingress reports it. */
export interface WebhookCounters {
  stored(side: string, name: string, kind: string, outcome: string): void;
  refused(side: string, code: string, name?: string): void;
  foreignEvent(channel: string): void;
}

export function webhookCounters(metrics: Metrics): WebhookCounters {
  return {
    stored: (side, source, kind, outcome) => metrics.count('webhookEvents', { side, source, kind, outcome }),
    refused: (side, code, source = '') => metrics.count('webhooksRefused', { side, source, code }),
    foreignEvent: (channel) => metrics.count('foreignEvents', { channel }),
  };
}
