import { inject, injectable } from 'inversify';
import type { ContentItem } from '../../contract/content-item.js';
import { HUBSPOT_PORTALS, type HubSpotPortals } from '../../hubspot/hubspot-portals.js';
import { askHubSpot, type Fetched } from '../../media/ask-hubspot.js';
import { type FileFacts, factsOf } from '../../media/file-facts.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import type { DeliveryCalls } from './hubspot-calls.js';

/** {@link DeliveryCalls} over HubSpot's Files and inbox API. */
@injectable()
export class HubSpotDeliveryCalls implements DeliveryCalls {
  constructor(
    @inject(HUBSPOT_PORTALS) private readonly portals: HubSpotPortals,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  originalText(app: string, portal: string, threadId: string, messageId: string): Promise<Fetched<ContentItem[]>> {
    return askHubSpot(this.portals, this.scheduler.now(), {
      app,
      portal,
      call: ({ inbox }) => inbox.originalContent(threadId, messageId, { priority: 'delivery' }),
      read: ({ text, richText }) => [
        { kind: 'text', text: text ?? '', ...(richText === undefined ? {} : { richText }) },
      ],
    });
  }

  fileFacts(app: string, portal: string, fileId: string): Promise<Fetched<FileFacts>> {
    return askHubSpot(this.portals, this.scheduler.now(), {
      app,
      portal,
      call: ({ files }) => files.get(fileId, { priority: 'delivery' }),
      read: factsOf,
    });
  }
}
