import type { Address } from '../contract/address.js';
import type { FileUsage } from '../contract/content-item.js';
import type { NameAnswer } from '../directory/people/peer-names.js';

/** What publication tells the fold about its own calls. Each kind is `publication.<key>`. */
export interface PublicationEvents {
  returned: { publication: string; outcome: PublishOutcome };
  /** Ready to go, it turned out to be one of our own sends. */
  recognised: { publication: string };
  /** There is work for the files of a publication that is no more. */
  mediaGone: { publication: string };
  /** The provider was asked what somebody who wrote is called. */
  nameAsked: { conversation: string; peer: Address; answer: NameAnswer };
  mediaFetched: { publication: string; file: string; outcome: MediaOutcome };
}

/** What became of one call. */
export type PublishOutcome =
  /** HubSpot has it. `messageId` is absent where it did not say under which id and it could not be found. */
  | { kind: 'published'; messageId?: string; threadId?: string; contact?: string }
  | { kind: 'retry'; code: string; detail: string; afterMs?: number }
  /** HubSpot will not have it as it is. `plainer`: the same message could be said with less. */
  | { kind: 'refused'; code: string; detail: string; plainer: boolean };

/** What became of fetching one file. */
export type MediaOutcome =
  /** `usage`: its bytes are something else than was said, and it is shown as what it is. */
  | { kind: 'stored'; fileId: string; usage?: FileUsage }
  /** `counts`: the source did not give it; after some of these it is given up. HubSpot's own failures do not count. */
  | { kind: 'retry'; code: string; detail: string; counts: boolean; afterMs?: number }
  | { kind: 'failed'; code: string; detail: string };

/** Kind of the dead letter of a refused publication, and of the event its replay appends. */
export const PUBLICATION_REPLAY = 'publication';

export interface PublicationReplayBody {
  publication: string;
}
