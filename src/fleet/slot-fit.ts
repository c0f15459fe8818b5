import { SLOTS } from '../outbox/slot.js';
import type { FleetSurvey, Member, Renewal } from './fleet-store.js';

type Knowledge = Pick<Member, 'apps' | 'channels'>;

/** Which slots a member could own: by what they need, and what it knows. */
export class SlotFit {
  readonly #needs = new Map<number, readonly string[]>();

  /** @param slots those that need something; without them, everybody could own everything */
  constructor(slots: FleetSurvey['slots'] = []) {
    for (const { slot, needs } of slots) if (needs.length > 0) this.#needs.set(slot, needs);
  }

  canOwn(member: Knowledge, slot: number): boolean {
    return (this.#needs.get(slot) ?? []).every((need) => knows(member, need));
  }

  /** How many slots the member could own. */
  capacityOf(member: Knowledge): number {
    const known = new Set(namesOf(member));
    let beyond = 0;
    for (const needs of this.#needs.values()) if (!needs.every((need) => known.has(need))) beyond += 1;
    return SLOTS - beyond;
  }
}

/** Whether everybody knows the same apps and channels: then everybody could own the same slots. */
export function areAlike({ members }: Renewal): boolean {
  const known = members.map((member) => namesOf(member).sort().join('\n'));
  return known.every((names) => names === known[0]);
}

function namesOf({ apps, channels }: Knowledge): string[] {
  return [...apps.map((app) => `app:${app}`), ...channels.map((channel) => `channel:${channel}`)];
}

function knows({ apps, channels }: Knowledge, need: string): boolean {
  const [kind, name] = [need.slice(0, need.indexOf(':')), need.slice(need.indexOf(':') + 1)];
  return (kind === 'app' ? apps : channels).includes(name);
}
