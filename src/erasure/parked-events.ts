import type { InboxEvent } from '../outbox/inbox-event.js';
import type { WorkStore } from '../outbox/work-store.js';

/** Events read in one round trip. */
const PAGE = 200;

/** The numbers of events that wait in the inbox for something, and are of a kind; the first few. */
export async function parkedEvents(
  store: Pick<WorkStore, 'parked'>,
  isMeant: (event: InboxEvent) => boolean,
  most: number,
): Promise<number[]> {
  const found: number[] = [];
  for (let after = 0; found.length < most; ) {
    const page = await store.parked(after, PAGE);
    found.push(...page.filter(isMeant).map(({ seq }) => seq));
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    after = last.seq;
  }
  return found.slice(0, most);
}
