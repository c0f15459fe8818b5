import { inject, injectable } from 'inversify';
import mime from 'mime';
import type { ContentItem } from '../contract/content-item.js';
import type { FailureReason } from '../contract/failure-reason.js';
import type { HubSpotClient } from '../hubspot/client/hubspot-client.js';
import type { HubSpotFailure, HubSpotResult } from '../hubspot/failure/hubspot-failure.js';
import { HUBSPOT_PORTALS, type HubSpotPortals } from '../hubspot/hubspot-portals.js';
import type { HubSpotFile } from '../hubspot/schemas/file.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import type { DeliveryCalls, Fetched, FileFacts } from './hubspot-calls.js';

/** How long a link to a file works that a provider is given, s. */
const LINK_SECONDS = 3_600;
/** How long a call may wait for the quota of its portal, ms: whoever waits takes up a place that others could use. */
const LONGEST_WAIT_MS = 1_000;

/** {@link DeliveryCalls} over HubSpot's Files and inbox API. */
@injectable()
export class HubSpotDeliveryCalls implements DeliveryCalls {
  constructor(
    @inject(HUBSPOT_PORTALS) private readonly portals: HubSpotPortals,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  originalText(app: string, portal: string, threadId: string, messageId: string): Promise<Fetched<ContentItem[]>> {
    return this.#ask(
      app,
      portal,
      (client) => client.inbox.originalContent(threadId, messageId, { priority: 'delivery' }),
      ({ text, richText }) => [{ kind: 'text', text: text ?? '', ...(richText === undefined ? {} : { richText }) }],
    );
  }

  fileFacts(app: string, portal: string, fileId: string): Promise<Fetched<FileFacts>> {
    return this.#ask(app, portal, (client) => client.files.get(fileId, { priority: 'delivery' }), factsOf);
  }

  signedUrl(app: string, portal: string, fileId: string): Promise<Fetched<string>> {
    const query = { expirationSeconds: LINK_SECONDS };
    return this.#ask(
      app,
      portal,
      (client) => client.files.signedUrl(fileId, query, { priority: 'delivery' }),
      ({ url }) => url,
    );
  }

  async #ask<A, T>(
    app: string,
    portal: string,
    call: (client: HubSpotClient) => Promise<HubSpotResult<A>>,
    read: (answer: A) => T,
  ): Promise<Fetched<T>> {
    const api = this.portals.of(app, portal);
    if (!api) return { ok: false, reason: { class: 'account-unavailable', scope: 'account' }, passing: false };
    const waitMs = api.quota.nextFreeAt('delivery') - this.scheduler.now();
    if (waitMs > LONGEST_WAIT_MS) return { ok: false, reason: quotaSpent(waitMs), passing: true };
    const result = await call(api.client);
    return result.ok ? { ok: true, value: read(result.value) } : refusal(result.failure);
  }
}

function quotaSpent(afterMs: number): FailureReason {
  return { class: 'media-unavailable', scope: 'message', afterMs, detail: 'the quota of the portal is spent' };
}

function refusal({ retry, retryAfterMs, category, message }: HubSpotFailure): Fetched<never> {
  const reason: FailureReason = {
    class: 'media-unavailable',
    scope: 'message',
    detail: message,
    ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }),
    ...(category === undefined ? {} : { code: category }),
  };
  return { ok: false, reason, passing: retry !== 'never' };
}

/** HubSpot tells an extension and a kind of its own, not a MIME type. */
function factsOf({ name, extension, size }: HubSpotFile): FileFacts {
  const type = extension ? mime.getType(extension) : null;
  const hasExtension = name !== undefined && extension !== undefined && !name.toLowerCase().endsWith(`.${extension}`);
  return {
    ...(name === undefined ? {} : { name: hasExtension ? `${name}.${extension}` : name }),
    ...(type === null ? {} : { type }),
    ...(size === undefined ? {} : { size }),
  };
}
