import type { SweepSettings } from './sweep-settings.js';

/** So many calls in a row, then none for so long, ms. */
export interface SweepPace {
  calls: number;
  restMs: number;
}

/**
 * The pace that stays within a share of a quota, whatever window of its length one looks at: between two runs of calls lies at
 * least a whole window. `undefined`: no share, no sweep.
 */
export function sweepPace(
  { appOf, share }: Pick<SweepSettings, 'appOf' | 'share'>,
  app: string,
): SweepPace | undefined {
  const quota = appOf(app)?.quota;
  if (!quota || share <= 0) return undefined;
  const allowed = (quota.requests * share) / 100;
  return { calls: Math.max(1, Math.floor(allowed)), restMs: Math.ceil(quota.perMs * Math.max(1, 1 / allowed)) };
}
