import type { HubSpotResult } from '../../hubspot/failure/hubspot-failure.js';
import type { PortalApi } from '../../hubspot/hubspot-portals.js';
import type { Thread, ThreadMessage } from '../../hubspot/schemas/inbox.js';
import type { SweptThread } from './sweep-state.js';

/** Entries of a page. What HubSpot allows at most is not documented; a hundred is what its own tools ask for. */
const PAGE = 100;

export interface SweptPage<T> {
  results: T[];
  after?: string;
}

/** The two reads of a sweep, each within a permit taken before. */
export class SweepCalls {
  constructor(
    private readonly api: PortalApi,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * One page of the threads with something new since then, or `busy`: others need the quota more. HubSpot sorts them in rising
   * order only, and only those of one contact in falling order. Source: HubSpot, "Get threads".
   */
  async threads(sinceMs: number, after?: string): Promise<HubSpotResult<SweptPage<Thread>> | 'busy'> {
    const permit = this.api.quota.tryAcquire('sweep');
    if (!permit) return 'busy';
    const query = {
      limit: PAGE,
      sort: ['latestMessageTimestamp'],
      latestMessageTimestampAfter: new Date(sinceMs).toISOString(),
      ...(after === undefined ? {} : { after }),
    };
    return paged(await this.api.client.inbox.threads(query, { permit, signal: this.signal }));
  }

  /** One page of the messages of a thread. In which order they come is not documented. */
  async messages({ id, after }: SweptThread): Promise<HubSpotResult<SweptPage<ThreadMessage>> | 'busy'> {
    const permit = this.api.quota.tryAcquire('sweep');
    if (!permit) return 'busy';
    const query = { limit: PAGE, ...(after === undefined ? {} : { after }) };
    return paged(await this.api.client.inbox.threadMessages(id, query, { permit, signal: this.signal }));
  }
}

type Answered<T> = HubSpotResult<{ results: T[]; paging?: { next?: { after: string } | undefined } | undefined }>;

function paged<T>(answer: Answered<T>): HubSpotResult<SweptPage<T>> {
  if (!answer.ok) return answer;
  const { results, paging } = answer.value;
  const after = paging?.next?.after;
  return { ...answer, value: { results, ...(after === undefined ? {} : { after }) } };
}
