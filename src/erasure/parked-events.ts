import type { InboxEvent } from '../outbox/inbox-event.js';
import type { WorkStore } from '../outbox/work-store.js';

/** What one page of what waits in the inbox holds. */
export interface ParkedPage {
  /** The numbers of those that are meant. */
  found: number[];
  /** Behind which the next page begins; `undefined`: there is none. */
  after: number | undefined;
}

/** The numbers of events of a portal that wait in the inbox for something, and are of a kind; of one page. */
export async function parkedEvents(
  store: Pick<WorkStore, 'parked'>,
  { portal, after, rows }: { portal: string; after: number; rows: number },
  isMeant: (event: InboxEvent) => boolean,
): Promise<ParkedPage> {
  const page = await store.parked(after, rows, portal);
  const found = page.filter(isMeant).map(({ seq }) => seq);
  return { found, after: page.length < rows ? undefined : page.at(-1)?.seq };
}
