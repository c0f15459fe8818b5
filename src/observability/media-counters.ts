import type { Metrics } from './metrics.js';

/** What is counted of the links to files, as ingress reports it. */
export interface MediaCounters {
  called(result: string): void;
  served(bytes: number): void;
}

export function mediaCounters(metrics: Metrics): MediaCounters {
  return {
    called: (result) => metrics.count('mediaCalls', { result }),
    served: (bytes) => metrics.count('mediaBytes', {}, bytes),
  };
}
