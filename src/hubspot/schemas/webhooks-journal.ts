import { z } from 'zod';
import { decorative, id, listOf, timestamp } from './lenient.js';
import { withoutNulls } from './without-nulls.js';

/** Where one entry of the journal is to be fetched. Source: HubSpot OpenAPI "Webhooks journal". */
const fetchResponse = z.looseObject({ url: z.string(), currentOffset: z.string().min(1) });

export const journalBatch = z.looseObject({ results: z.array(fetchResponse) });
export type JournalBatch = z.infer<typeof journalBatch>;

/**
 * One event of an entry. Only what both kinds share is relied on: how they look is documented nowhere, and was read off live
 * answers.
 */
const journalEvent = z.looseObject({
  action: z.string(),
  portalId: id,
  occurredAt: decorative(timestamp),
  objectId: decorative(id),
  properties: decorative(z.record(z.string(), z.union([z.string(), z.number().transform(String)]))),
});
export type JournalEvent = z.infer<typeof journalEvent>;

/** What one event of an entry's file says, or what is wrong with it, without a word of it in `detail`. */
export type JournalPiece = { event: JournalEvent } | { detail: string; raw: string; portalId?: string };

const ofPortal = z.looseObject({ portalId: id });

const journalFile = z.looseObject({ journalEvents: z.array(z.unknown()) });

/** The events of an entry's file, in its order: none is left out. Or what is wrong with the whole. */
export function readJournalFile(text: string): JournalPiece[] | { detail: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { detail: 'the file is not JSON' };
  }
  const file = journalFile.safeParse(json);
  return file.success ? file.data.journalEvents.map(readPiece) : { detail: 'the file has no list of events' };
}

function readPiece(raw: unknown): JournalPiece {
  const read = journalEvent.safeParse(withoutNulls(raw));
  if (read.success) return { event: read.data };
  const detail = read.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; ');
  const { data: of } = ofPortal.safeParse(raw);
  return { detail, raw: JSON.stringify(raw), ...(of && { portalId: of.portalId }) };
}

const subscription = z.looseObject({
  subscriptionType: z.string(),
  objectTypeId: decorative(z.string()),
  eventTypeId: decorative(z.string()),
  portalId: decorative(id),
});
export type JournalSubscription = z.infer<typeof subscription>;

export const journalSubscriptions = z.looseObject({ results: listOf(subscription) });
