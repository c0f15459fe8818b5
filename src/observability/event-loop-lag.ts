import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.js';

const NANOSECONDS = 1e9;

/** Measures the delay of the event loop from now on. Call what it returns to stop. */
export function watchEventLoop(metrics: Metrics): () => void {
  const delay = monitorEventLoopDelay();
  delay.enable();
  const forget = metrics.collect(() => {
    metrics.set('eventLoopLag', { quantile: '0.5' }, delay.percentile(50) / NANOSECONDS);
    metrics.set('eventLoopLag', { quantile: '0.99' }, delay.percentile(99) / NANOSECONDS);
    metrics.set('eventLoopLag', { quantile: '1' }, delay.max / NANOSECONDS);
    delay.reset();
  });
  return () => {
    forget();
    delay.disable();
  };
}
