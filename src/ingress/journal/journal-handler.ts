import { inject, injectable } from 'inversify';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import type { WebhooksJournalApi } from '../../hubspot/client/webhooks-journal-api.js';
import type { HubSpotFailure, HubSpotResult } from '../../hubspot/failure/hubspot-failure.js';
import { missingScopes } from '../../hubspot/failure/missing-scopes.js';
import type { JournalBatch } from '../../hubspot/schemas/webhooks-journal.js';
import { APPEND, type Append } from '../../outbox/append.js';
import { CurrentRows } from '../../outbox/current-rows.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import type { WorkRow } from '../../outbox/work-row.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { CHECKPOINTS } from '../receiving/checkpoint-row.js';
import { EntryReader } from './entry-reader.js';
import { JOURNAL_APPS, type JournalApps } from './journal-apps.js';
import {
  JOURNAL_QUEUE,
  JOURNAL_READ,
  type JournalRead,
  journalCheckpoint,
  type MissedEntry,
} from './journal-events.js';
import { JournalSubscriptions } from './journal-subscriptions.js';
import { ENTRY_RETRIED, type EntryCursor, type EntryRetried, nextTryAtMs, whyMissed } from './missed-entry.js';

/** How often it is looked for something new, ms. */
const EVERY_MS = 60_000;
/** How soon after a failure, ms: one that passes, and one that somebody has to mend. */
const RETRY_MS = 5 * 60_000;
const MEND_MS = 60 * 60_000;
/** Entries in one request. */
const AT_ONCE = 50;

/** What one look came to: how far it has read, and whether there may be more. */
type Looked = { offset?: string; missed?: MissedEntry[]; more: boolean; failure?: HubSpotFailure };

/**
 * Reads HubSpot's webhooks journal of an app: in one process at a time, since its work row has one owner. What an entry tells is in
 * the inbox before the entry counts as read; read again after a kill, it is known.
 */
@injectable()
export class JournalHandler implements WorkHandler {
  readonly queue = JOURNAL_QUEUE;
  readonly concurrency = 4;
  readonly perPortal = 1;
  /** By app. */
  readonly #subscriptions = new Map<string, JournalSubscriptions>();
  readonly #said = new Set<string>();
  readonly #entries: EntryReader;

  constructor(
    @inject(JOURNAL_APPS) private readonly apps: JournalApps,
    @inject(CurrentRows) private readonly rows: CurrentRows,
    @inject(APPEND) append: Append,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {
    this.#entries = new EntryReader(append, scheduler);
  }

  async run({ app, cursor }: WorkRow, signal: AbortSignal): Promise<undefined> {
    const journal = this.apps.journalOf(app);
    if (cursor !== undefined) return this.#retry(app, journal, cursor as unknown as EntryCursor, signal);
    if (!journal) return this.#tell(app, {});
    const refused = await this.#subscribe(app, journal, signal);
    const looked: Looked = refused ? { more: false, failure: refused } : await this.#look(app, journal, signal);
    const { failure, more, ...read } = looked;
    if (!failure) this.#said.delete(app);
    const waitMs = failure ? this.#waitAfter(app, failure) : more ? 0 : EVERY_MS;
    return this.#tell(app, { ...read, againAtMs: this.scheduler.now() + waitMs });
  }

  async #look(app: string, journal: WebhooksJournalApi, signal: AbortSignal): Promise<Looked> {
    const cursor = (await this.rows.get(CHECKPOINTS, journalCheckpoint(app)))?.value;
    const listed = await this.#list(app, journal, cursor, signal);
    if (!listed.ok) return { more: false, failure: listed.failure };
    const missed: MissedEntry[] = [];
    let read: Pick<Looked, 'offset' | 'missed'> = {};
    for (const { url, currentOffset: offset } of listed.value?.results ?? []) {
      const failure = await this.#entries.read(app, journal, { url, offset }, signal);
      const detail = failure && whyMissed(failure);
      // What came before it counts; it is asked for again, by a new link.
      if (failure && detail === undefined) return { ...read, more: false, failure };
      if (detail !== undefined) missed.push(this.#passBy(app, { offset, detail }));
      read = { offset, ...(missed.length === 0 ? {} : { missed }) };
    }
    return { ...read, more: (listed.value?.results.length ?? 0) >= AT_ONCE };
  }

  #passBy(app: string, entry: MissedEntry): MissedEntry {
    this.log.warn('An entry of HubSpot’s webhooks journal is passed by for now: it cannot be had', { app, ...entry });
    return entry;
  }

  /** Asks once more for one that was passed by. */
  async #retry(
    app: string,
    journal: WebhooksJournalApi | undefined,
    { offset, tries: before }: EntryCursor,
    signal: AbortSignal,
  ): Promise<undefined> {
    const tries = before + 1;
    const detail = 'the app’s journal is not configured to be read';
    if (!journal) return this.#tellRetried(app, { offset, missed: { detail, tries } });
    const failure = await this.#entries.readAgain(app, journal, offset, signal);
    if (!failure) return this.#tellRetried(app, { offset });
    if (typeof failure !== 'string') {
      const againAtMs = this.scheduler.now() + this.#waitAfter(app, failure);
      return this.#tellRetried(app, { offset, againAtMs });
    }
    const againAtMs = nextTryAtMs(tries, this.scheduler.now());
    const again = againAtMs === undefined ? {} : { againAtMs };
    return this.#tellRetried(app, { offset, missed: { detail: failure, tries }, ...again });
  }

  /** An entry that HubSpot has forgotten (it keeps them for days) is no place to go on from. */
  async #list(
    app: string,
    journal: WebhooksJournalApi,
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<HubSpotResult<JournalBatch | undefined>> {
    if (cursor === undefined) return journal.earliest(AT_ONCE, { signal });
    const listed = await journal.next(cursor, AT_ONCE, { signal });
    if (listed.ok || listed.failure.kind !== 'not-found' || listed.failure.unrouted) return listed;
    this.log.warn('HubSpot’s webhooks journal is read from its beginning: it has forgotten where we were', { app });
    return journal.earliest(AT_ONCE, { signal });
  }

  /** Answers why the journal cannot be read. */
  #subscribe(app: string, journal: WebhooksJournalApi, signal: AbortSignal): Promise<HubSpotFailure | undefined> {
    const known = this.#subscriptions.get(app) ?? new JournalSubscriptions(app, this.scheduler, this.log);
    this.#subscriptions.set(app, known);
    return known.ensure(journal, this.apps.portalsOf(app), signal);
  }

  /** Said once, until it goes again. */
  #waitAfter(app: string, failure: HubSpotFailure): number {
    const scopes = missingScopes(failure);
    const mustBeMended = scopes !== undefined || failure.retry === 'never';
    if (!this.#said.has(app)) {
      this.#said.add(app);
      const { kind, status, message: detail } = failure;
      const missing = scopes ? { missingScopes: scopes } : {};
      this.log.warn('HubSpot’s webhooks journal cannot be read', { app, kind, status, detail, ...missing });
    }
    return mustBeMended ? MEND_MS : Math.max(RETRY_MS, failure.retryAfterMs ?? 0);
  }

  async #tellRetried(app: string, body: EntryRetried): Promise<undefined> {
    await this.submit({ kind: ENTRY_RETRIED, app, portal: '', receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }

  async #tell(app: string, body: JournalRead): Promise<undefined> {
    await this.submit({ kind: JOURNAL_READ, app, portal: '', receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }
}
