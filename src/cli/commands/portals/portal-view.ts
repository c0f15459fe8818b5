import type { PortalRow } from '../../../directory/portals/portal-row.js';

/** A portal as it is shown: without its tokens. */
export type PortalView = Omit<PortalRow, 'tokens' | 'seed'>;

export function portalView({ tokens: _secret, seed: _mark, ...shown }: PortalRow): PortalView {
  return shown;
}
