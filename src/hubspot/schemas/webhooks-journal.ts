import { z } from 'zod';
import { decorative, id, listOf, timestamp } from './lenient.js';

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

/** The file of an entry. Events that cannot be read are left out. */
export const journalFile = z.looseObject({ journalEvents: listOf(journalEvent) });
export type JournalFile = z.infer<typeof journalFile>;

const subscription = z.looseObject({
  subscriptionType: z.string(),
  objectTypeId: decorative(z.string()),
  eventTypeId: decorative(z.string()),
  portalId: decorative(id),
});
export type JournalSubscription = z.infer<typeof subscription>;

export const journalSubscriptions = z.looseObject({ results: listOf(subscription) });
