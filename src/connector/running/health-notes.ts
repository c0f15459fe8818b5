import type { Health } from '../../observability/health.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Engine } from '../engine/engine.js';

/** An event older than this is worth a word, ms. */
const LONG_MS = 60_000;

/** What an operator can do something about and no probe should act on. The store is asked only for its oldest event. */
export function tellNotes(
  health: Health,
  { portals, gates, accounts }: Pick<Engine, 'portals' | 'gates' | 'accounts'>,
  store: Pick<WorkStore, 'inbox'>,
  now: () => number,
): void {
  health.tell('portals', () => {
    const states = portals.all().map(({ state }) => state);
    return counted(states, ['disconnected', 'suspended', 'degraded']);
  });
  health.tell('accounts', () => {
    const broken = accounts.all().filter(({ problem }) => problem !== undefined).length;
    return broken === 0 ? undefined : `${broken} with settings that cannot be used`;
  });
  health.tell('gates', () => {
    const kinds = gates.all().map(({ kind }) => kind);
    return counted(kinds, ['blocked', 'paused']);
  });
  health.tell('backlog', async () => {
    const [oldest] = await store.inbox(0, 1);
    const ageMs = oldest ? now() - oldest.receivedAtMs : 0;
    return ageMs < LONG_MS ? undefined : `the oldest event has waited ${Math.round(ageMs / 1_000)} s`;
  });
}

function counted(found: readonly string[], worthTelling: readonly string[]): string | undefined {
  const counts = worthTelling.map((state) => [found.filter((one) => one === state).length, state] as const);
  const told = counts.filter(([count]) => count > 0).map(([count, state]) => `${count} ${state}`);
  return told.length === 0 ? undefined : told.join(', ');
}
