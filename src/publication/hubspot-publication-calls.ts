import { inject, injectable } from 'inversify';
import type { CallOptions } from '../hubspot/client/api-request.js';
import type { HubSpotFailure, HubSpotResult } from '../hubspot/failure/hubspot-failure.js';
import { HUBSPOT_PORTALS, type HubSpotPortals, type PortalApi } from '../hubspot/hubspot-portals.js';
import type { MessageCreate } from '../hubspot/schemas/message-create.js';
import type {
  FileToStore,
  ListedMessage,
  PortalName,
  PublicationCalls,
  PublishedMessage,
} from './publication-calls.js';

/** How many messages of a thread are looked through. */
const LISTED = 100;

const NO_PORTAL: HubSpotFailure = {
  kind: 'unauthenticated',
  retry: 'never',
  message: 'there are no credentials for this portal',
  authentication: 'disconnected',
};

/** {@link PublicationCalls} over the client. */
@injectable()
export class HubSpotPublicationCalls implements PublicationCalls {
  constructor(@inject(HUBSPOT_PORTALS) private readonly portals: HubSpotPortals) {}

  publish(portal: PortalName, hubspotChannelId: string, body: MessageCreate, signal: AbortSignal) {
    return this.#call(portal, signal, async ({ client }, options): Promise<HubSpotResult<PublishedMessage>> => {
      const result = await client.messages.publish(hubspotChannelId, body, options);
      if (!result.ok) return result;
      const { id, conversationsThreadId: threadId, senders, recipients } = result.value;
      const contact = [...senders, ...recipients].find(({ actorId }) => actorId?.startsWith('V-'))?.actorId;
      const known = { ...(threadId === undefined ? {} : { threadId }), ...(contact === undefined ? {} : { contact }) };
      return { ...result, value: { id, ...known } };
    });
  }

  storeFile(portal: PortalName, { body, size, name, type, folderPath, maxBytes }: FileToStore, signal: AbortSignal) {
    return this.#call(portal, signal, async ({ client }, options): Promise<HubSpotResult<{ fileId: string }>> => {
      const result = await client.files.upload(
        {
          file: body,
          ...(size === undefined ? {} : { size }),
          name,
          type,
          maxBytes,
          folder: { folderPath },
          options: {
            access: 'PRIVATE',
            duplicateValidationStrategy: 'RETURN_EXISTING',
            duplicateValidationScope: 'EXACT_FOLDER',
          },
        },
        options,
      );
      return result.ok ? { ...result, value: { fileId: result.value.id } } : result;
    });
  }

  threadMessages(portal: PortalName, threadId: string, signal: AbortSignal) {
    return this.#call(portal, signal, async ({ client }, options): Promise<HubSpotResult<ListedMessage[]>> => {
      const result = await client.inbox.threadMessages(threadId, { limit: LISTED, sort: ['-createdAt'] }, options);
      if (!result.ok) return result;
      return { ...result, value: result.value.results.filter(({ type }) => type === 'MESSAGE').map(listed) };
    });
  }

  heldUntil(name: string, what: 'publish' | 'storeFile'): number | undefined {
    const slash = name.indexOf('/');
    const [app, portal] = [name.slice(0, slash), name.slice(slash + 1)];
    const held = this.portals.heldUntil(app, portal, what === 'publish' ? 'messages.publish' : 'files.upload');
    return held ?? this.portals.of(app, portal)?.quota.nextFreeAt('publication');
  }

  async #call<T>(
    { app, portal }: PortalName,
    signal: AbortSignal,
    call: (api: PortalApi, options: CallOptions) => Promise<HubSpotResult<T>>,
  ): Promise<HubSpotResult<T>> {
    const api = this.portals.of(app, portal);
    return api ? call(api, { priority: 'publication', signal }) : { ok: false, failure: NO_PORTAL };
  }
}

function listed(message: {
  id: string;
  direction?: string | undefined;
  text?: string | undefined;
  channelAccountId?: string | undefined;
  createdAt?: string | undefined;
}): ListedMessage {
  const { id, direction, text, channelAccountId, createdAt } = message;
  const createdAtMs = createdAt === undefined ? Number.NaN : Date.parse(createdAt);
  return {
    id,
    ...(direction === undefined ? {} : { direction }),
    ...(text === undefined ? {} : { text }),
    ...(channelAccountId === undefined ? {} : { channelAccountId }),
    ...(Number.isNaN(createdAtMs) ? {} : { createdAtMs }),
  };
}
