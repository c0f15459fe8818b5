import { inject, injectable } from 'inversify';
import type { FileItem } from '../contract/content-item.js';
import type { HttpTransport } from '../contract/http-transport.js';
import { TOKENS } from '../contract/tokens.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../directory/accounts/accounts.js';
import { CHANNEL_RUNTIMES, type Channels } from '../directory/channels/channel-runtime.js';
import { CallOutcomes } from '../outbox/call-outcomes.js';
import { SUBMIT, type Submit } from '../outbox/submit.js';
import type { WorkHandler } from '../outbox/work-handler.js';
import type { WorkRow } from '../outbox/work-row.js';
import { WORK_STORE, type WorkStore } from '../outbox/work-store.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { TRACES, type Traces } from '../policy/traces.js';
import { withinTime } from '../policy/within-time.js';
import { CONTENTS, type ContentRow } from '../status/content-row.js';
import { PUBLICATION_CALLS, type PublicationCalls } from './publication-calls.js';
import type { MediaOutcome, PublicationEvents } from './publication-events.js';
import { PUBLICATIONS, type PublicationFile, type PublicationRow } from './publication-row.js';
import { came, mediaSpan } from './publication-span.js';
import { MEDIA_QUEUE } from './publication-work.js';
import type { Held } from './publish-outcome.js';
import { sourceFailure, transferFile } from './transfer-file.js';

/** In which a file must have gone from the source into HubSpot, ms. */
const TRANSFER_MS = 5 * 60_000;
/** What no longer fits what is due rests, ms. */
const STALE_MS = 1_000;

/**
 * Brings the files of a publication from the provider into HubSpot Files, outside the lane of the conversation. A file whose
 * transfer was cut off is transferred again.
 */
@injectable()
export class MediaFetcher implements WorkHandler {
  readonly queue = MEDIA_QUEUE;
  readonly concurrency = 8;
  readonly perPortal = 4;

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(TOKENS.HttpTransport) private readonly http: HttpTransport,
    @inject(PUBLICATION_CALLS) private readonly calls: PublicationCalls,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(CallOutcomes) private readonly outcomes: CallOutcomes,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TRACES) private readonly traces: Traces,
  ) {}

  heldUntil(portal: string): number | undefined {
    return this.calls.heldUntil(portal, 'storeFile');
  }

  async run(work: WorkRow, signal: AbortSignal): Promise<{ againAtMs: number } | undefined> {
    const [publications = [], contents = []] = await this.store.read([
      { table: PUBLICATIONS.name, keys: [work.ref] },
      { table: CONTENTS.name, keys: [work.ref] },
    ]);
    if (!publications[0]) return this.#gone(work);
    const row = JSON.parse(publications[0].doc) as PublicationRow;
    const content = contents[0] && (JSON.parse(contents[0].doc) as ContentRow);
    const items = content?.items.filter((item): item is FileItem => item.kind === 'file') ?? [];
    let told = false;
    for (const [index, file] of row.files.entries()) {
      if (signal.aborted || file.state !== 'pending' || (file.notBeforeMs ?? 0) > this.scheduler.now()) continue;
      const outcome = await this.traces.within(mediaSpan(row, index + 1, file.failures), async (span) =>
        came(span, await this.#transferOne(row, file, items[index], signal)),
      );
      if (outcome.kind === 'held') break;
      await this.#tell(row, file, outcome, signal);
      told = true;
    }
    return told ? undefined : { againAtMs: this.scheduler.now() + STALE_MS };
  }

  async #transferOne(
    row: PublicationRow,
    file: PublicationFile,
    item: FileItem | undefined,
    hard: AbortSignal,
  ): Promise<MediaOutcome | Held> {
    const channel = this.channels.byName(row.channel);
    const account = this.accounts.get(row.account)?.account;
    if (!item) return { kind: 'failed', code: 'CW_PUBLICATION_CONTENT_GONE', detail: row.key };
    if (!channel || !account) {
      return { kind: 'retry', code: 'CW_PUBLICATION_ACCOUNT_GONE', detail: row.account, counts: true };
    }
    let given = hard;
    try {
      return await withinTime(this.scheduler, TRANSFER_MS, hard, (signal) => {
        given = signal;
        const { http, calls, scheduler } = this;
        return transferFile({ http, calls, scheduler }, { row, file, item, channel, account }, signal);
      });
    } catch (error) {
      if (!given.aborted) throw error;
      return sourceFailure(error);
    }
  }

  async #gone({ app, portal, ref }: WorkRow): Promise<undefined> {
    const body: PublicationEvents['mediaGone'] = { publication: ref };
    await this.submit({ kind: 'publication.mediaGone', app, portal, receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }

  /** What HubSpot has stored need not be fetched again by the next owner of the slot. */
  #tell(
    { app, portal, account, key }: PublicationRow,
    { name }: PublicationFile,
    outcome: MediaOutcome,
    hard: AbortSignal,
  ): Promise<unknown> {
    const body: PublicationEvents['mediaFetched'] = { publication: key, file: name, outcome };
    const kind = 'publication.mediaFetched';
    const event = { kind, app, portal, account, receivedAtMs: this.scheduler.now(), body };
    if (outcome.kind !== 'stored') return this.submit(event);
    return this.outcomes.tell(event, { kind, body, dedupeKey: `stored|${key}|${outcome.fileId}` }, hard);
  }
}
