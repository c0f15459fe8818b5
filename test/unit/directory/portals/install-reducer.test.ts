import { describe, expect, it } from '@jest/globals';
import {
  type InstalledPortal,
  InstallReducer,
  PORTAL_INSTALLED,
} from '../../../../src/directory/portals/install-reducer.js';
import { PORTAL_REPORT, type PortalReport } from '../../../../src/directory/portals/portal-report.js';
import { PORTALS, type PortalRow } from '../../../../src/directory/portals/portal-row.js';
import { PortalStateReducer } from '../../../../src/directory/portals/portal-state-reducer.js';
import { TOKENS_REFRESHED, TokenReducer } from '../../../../src/directory/portals/token-reducer.js';
import { SEED, SeedReducer } from '../../../../src/directory/seed-reducer.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';

const at = { app: 'main', portal: '1', receivedAtMs: 0 };
const SEEDED: PortalRow & { seed: string } = {
  app: 'main',
  portal: '1',
  state: 'connected',
  tokens: { accessToken: 'configured', version: 0 },
  seed: 's1',
};

function installed(tx: MemoryTx, more: Partial<InstalledPortal> = {}): PortalRow {
  const tokens = { accessToken: 'a', refreshToken: 'r', expiresAtMs: 9 };
  const body: InstalledPortal = { tokens, missingScopes: [], installedAtMs: 5, ...more };
  new InstallReducer().reduce({ kind: PORTAL_INSTALLED, ...at, body }, tx);
  return tx.get(PORTALS, 'main/1')!;
}

function plant(tx: MemoryTx, row: PortalRow & { seed: string }): PortalRow {
  new SeedReducer().reduce({ kind: SEED, ...at, body: { table: 'portals', row } }, tx);
  return tx.get(PORTALS, 'main/1')!;
}

describe('an installed portal', () => {
  it.each(['disconnected', 'purged', 'suspended', 'degraded'] as const)('that was %s is connected', (state) => {
    const tx = new MemoryTx();
    tx.put(PORTALS, { ...SEEDED, state, trouble: { sinceMs: 1, detail: 'refused' } });
    expect(installed(tx)).toEqual({
      app: 'main',
      portal: '1',
      state: 'connected',
      seed: 's1',
      tokens: { accessToken: 'a', refreshToken: 'r', expiresAtMs: 9, version: 1 },
      installedAtMs: 5,
    });
  });

  it('keeps its tokens as long as the seed is as it was, and loses them to an edited one', () => {
    const tx = new MemoryTx();
    plant(tx, SEEDED);
    installed(tx);
    expect(plant(tx, SEEDED).tokens.accessToken).toBe('a');
    expect(plant(tx, { ...SEEDED, seed: 's2' }).tokens).toEqual({ accessToken: 'configured', version: 3 });
  });

  it('is not disconnected by an uninstall from before its tokens, whoever gave them, or from about then', () => {
    const tx = new MemoryTx();
    const told = (atMs: number) => {
      const body: PortalReport = { kind: 'uninstalled', atMs };
      new PortalStateReducer().reduce({ kind: PORTAL_REPORT, ...at, body }, tx);
      return tx.get(PORTALS, 'main/1')!.state;
    };
    plant(tx, SEEDED);
    const sinceMs = tx.nowMs;
    expect([told(sinceMs - 1), told(sinceMs + 20_000)]).toEqual(['connected', 'connected']);
    expect(told(sinceMs + 40_000)).toBe('disconnected');
    installed(tx, { installedAtMs: sinceMs + 90_000 });
    expect([told(sinceMs + 40_000), told(sinceMs + 110_000)]).toEqual(['connected', 'connected']);
    expect(told(sinceMs + 130_000)).toBe('disconnected');
  });

  it('keeps them also from a refresh that was under way', () => {
    const tx = new MemoryTx();
    plant(tx, SEEDED);
    installed(tx);
    const body = { tokens: { accessToken: 'late', refreshToken: 'r0', version: 2 }, expectedVersion: 1 };
    new TokenReducer().reduce({ kind: TOKENS_REFRESHED, ...at, body }, tx);
    expect(tx.get(PORTALS, 'main/1')?.tokens.accessToken).toBe('a');
  });
});
