import { parseHubSpotWebhook } from '../hubspot/schemas/webhook.js';
import type { DeadLetterRow } from '../outbox/dead-letter.js';
import type { NewInboxEvent } from '../outbox/inbox-event.js';
import type { IngressDeps } from './ingress-deps.js';
import { rereadJournal } from './journal/journal-yield.js';
import { hubspotEvent } from './webhooks/hubspot-events.js';
import { providerBatch } from './webhooks/provider-events.js';
import { UNPARSABLE, type UnparsableBody } from './webhooks/unparsable-event.js';

/**
 * Reads a raw dead letter again, with the code of today: what its webhook would have been stored as. `undefined`: it still
 * cannot be read, or it is only a piece. Nothing is changed; it was verified when it came.
 */
export function rereadUnparsable(
  { channels, accounts }: Pick<IngressDeps, 'channels' | 'accounts'>,
  letter: DeadLetterRow,
): NewInboxEvent[] | undefined {
  const body = letter.body as unknown as UnparsableBody;
  const raw = Buffer.from(body.base64, 'base64');
  if (body.source === 'hubspot') {
    const webhook = parseHubSpotWebhook(raw);
    return webhook.kind === 'unparsable' ? undefined : [hubspotEvent(letter.app, webhook, raw, letter.atMs)];
  }
  if (body.source === 'webhooks-journal') {
    return rereadJournal(letter.app, { ...body, text: raw.toString('utf8') }, letter.atMs);
  }
  const runtime = channels.byName(body.name);
  if (body.source !== 'provider' || !runtime?.adapter.parseWebhook) return undefined;
  const { method, url, contentType, accountKey, accounts: keys } = body.request;
  const lookup = accounts.lookup(runtime);
  const genuine = keys.flatMap((key) => lookup.byKey(key) ?? []);
  const request = {
    method,
    url: new URL(url),
    headers: contentType === undefined ? {} : { 'content-type': contentType },
    body: raw,
    receivedAtMs: letter.atMs,
    ...(accountKey === undefined ? {} : { accountKey }),
  };
  try {
    const parsed = runtime.adapter.parseWebhook(request, genuine);
    const { events } = providerBatch(runtime, lookup, genuine, parsed, letter.atMs);
    return events.some(({ kind }) => kind === UNPARSABLE) ? undefined : events;
  } catch {
    return undefined;
  }
}
