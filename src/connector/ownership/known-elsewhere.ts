import type { Elsewhere } from '../../ingress/ingress-deps.js';
import type { Engine } from '../engine/engine.js';

/**
 * Apps and channels of which the directory of a fleet has portals or accounts: while configurations are being replaced, some
 * processes know what others do not know yet.
 */
export function knownElsewhere({ accounts, portals }: Pick<Engine, 'accounts' | 'portals'>): Elsewhere {
  const receives = (state: string) => state === 'active' || state === 'held';
  return {
    app: (name) => portals.all().some(({ app }) => app === name),
    channel: (name) => accounts.all().some(({ row }) => row.channel === name && receives(row.state)),
  };
}
