import type { NewInboxEvent } from './inbox-event.js';

/** What waits for one portal. */
export interface PortalBacklog {
  app: string;
  portal: string;
  /** Events of the inbox that are neither folded nor parked. */
  events: number;
  /** When the first of them arrived, ms. */
  oldestEventMs?: number;
  /** Rows of work whose time has come. */
  due: number;
  /** When the first of them was due, ms; 0: at once, since its owner had begun it and went. */
  oldestDueMs?: number;
}

/** What waits in a store, as far as it was looked at. */
export interface Backlog {
  portals: PortalBacklog[];
  /** False: there is more than was looked at, and the numbers are the least there is. */
  whole: boolean;
}

/** An event, as whoever appended it knows it again. */
export type AppendedEvent = Pick<NewInboxEvent, 'kind' | 'slot' | 'receivedAtMs'>;

/** What commands ask of a store beside its engines, whoever owns what. */
export interface StoreView {
  /**
   * What has waited longest, portal by portal.
   *
   * @param atMost events and rows of work that are looked at, each: it costs no more where there are millions
   */
  backlog(nowMs: number, atMost: number): Promise<Backlog>;

  /** Whether an event such as this one is still to be folded. */
  waits(event: AppendedEvent): Promise<boolean>;
}

/** One portal's share of the events, or of the rows of work, that were looked at. */
export type Share = [app: string, portal: string, count: number, oldestMs: number];

/** How many were looked at. */
export function looked(shares: readonly Share[]): number {
  return shares.reduce((sum, [, , count]) => sum + count, 0);
}

/** Puts together what was counted apart. */
export function toBacklog(events: readonly Share[], due: readonly Share[], whole: boolean): Backlog {
  const portals = new Map<string, PortalBacklog>();
  const of = (app: string, portal: string): PortalBacklog => {
    const key = `${app}/${portal}`;
    const known = portals.get(key) ?? { app, portal, events: 0, due: 0 };
    portals.set(key, known);
    return known;
  };
  for (const [app, portal, count, oldestMs] of events) {
    Object.assign(of(app, portal), { events: count, oldestEventMs: oldestMs });
  }
  for (const [app, portal, count, oldestMs] of due) {
    Object.assign(of(app, portal), { due: count, oldestDueMs: oldestMs });
  }
  return { portals: [...portals.values()], whole };
}

/** From how `work` names a portal. */
export function shareOfWork([key, count, oldestMs]: [portal: string, count: number, oldestMs: number]): Share {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1), count, oldestMs];
}
