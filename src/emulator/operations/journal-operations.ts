import { z } from 'zod';
import type { ApiVersion } from '../../hubspot/api-version.js';
import { ApiError, invalid, notFound } from '../answers/api-error.js';
import { NO_CONTENT, ok, type Reply } from '../answers/reply.js';
import { param } from '../api/lookups.js';
import type { ApiCall, AppCall, Operation } from '../api/operation.js';
import { readBody } from '../api/request-body.js';
import { isJournalLink, journalLink, journalOf } from '../installs/journal.js';
import type { JournalEntry } from '../world/journal-entry.js';
import { isoTime } from '../world/views.js';
import type { World } from '../world/world.js';

const scopes = ['developer.webhooks_journal.read'];
const auth = 'client';
const method = 'GET';
const DATED: readonly ApiVersion[] = ['2026-03', '2026-09'];

/** The journal of all portals and that of one have paths of their own, and the same answers. */
const paths =
  (rest: string) =>
  (version: ApiVersion): string[] =>
    DATED.includes(version)
      ? ['journal', 'journal-local'].map((journal) => `/webhooks-journal/${journal}/${version}/${rest}`)
      : [];

/** What happened, for an app to fetch. Source: HubSpot OpenAPI "Webhooks journal"; 204 where there is nothing more. */
export const JOURNAL_OPERATIONS: Operation[] = [
  {
    name: 'journal.earliest',
    method,
    paths: paths('earliest'),
    auth,
    scopes,
    handle: (call, world) => one(entries(call, world)[0], world),
  },
  {
    name: 'journal.latest',
    method,
    paths: paths('latest'),
    auth,
    scopes,
    handle: (call, world) => one(entries(call, world).at(-1), world),
  },
  {
    name: 'journal.next',
    method,
    paths: paths('offset/:offset/next'),
    auth,
    scopes,
    handle: (call, world) => one(after(call, world)[0], world),
  },
  {
    name: 'journal.batchEarliest',
    method,
    paths: paths('batch/earliest/:count'),
    auth,
    scopes,
    handle: (call, world) => ok(batch(entries(call, world).slice(0, count(call)), world)),
  },
  {
    name: 'journal.batchLatest',
    method,
    paths: paths('batch/latest/:count'),
    auth,
    scopes,
    handle: (call, world) => ok(batch(entries(call, world).slice(-count(call)), world)),
  },
  {
    name: 'journal.batchNext',
    method,
    paths: paths('batch/:offset/next/:count'),
    auth,
    scopes,
    handle: (call, world) => ok(batch(after(call, world).slice(0, count(call)), world)),
  },
  { name: 'journal.batchRead', method: 'POST', paths: paths('batch/read'), auth, scopes, handle: readBatch },
  { name: 'journal.file', method, paths: () => ['/journal-files/:offset'], auth: 'open', handle: file },
];

function entries(call: AppCall, world: World): JournalEntry[] {
  return journalOf(call.appId, call.query.get('installPortalId') ?? undefined, world);
}

/** Those that came after one that is known, though it may be forgotten since. */
function after(call: AppCall, world: World): JournalEntry[] {
  const offset = param(call, 'offset');
  const order = [...world.state.journal.keys()];
  const at = order.indexOf(offset);
  if (world.state.journal.get(offset)?.appId !== call.appId) throw notFound('journal offset', offset);
  const later = new Set(order.slice(at + 1));
  return entries(call, world).filter((entry) => later.has(entry.offset));
}

function count(call: AppCall): number {
  const text = param(call, 'count');
  if (!/^[1-9]\d{0,8}$/.test(text)) throw invalid('The count is not a positive whole number.');
  return Number(text);
}

function one(entry: JournalEntry | undefined, world: World): Reply {
  return entry === undefined ? NO_CONTENT : ok(entryView(entry, world));
}

function entryView({ offset }: JournalEntry, world: World) {
  const expiresAtMs = world.scheduler.now() + world.switches.journalLinkLifetimeMs;
  return { url: journalLink(offset, expiresAtMs, world), expiresAt: isoTime(expiresAtMs), currentOffset: offset };
}

function batch(found: readonly JournalEntry[], world: World) {
  const time = isoTime(world.scheduler.now());
  return {
    status: 'COMPLETE',
    results: found.map((entry) => entryView(entry, world)),
    requestedAt: time,
    startedAt: time,
    completedAt: time,
  };
}

function readBatch(call: AppCall, world: World): Reply {
  const { inputs } = readBody(call, z.object({ inputs: z.array(z.string()) }));
  const known = new Map(entries(call, world).map((entry) => [entry.offset, entry]));
  const found = inputs.flatMap((offset) => known.get(offset) ?? []);
  const missing = inputs.filter((offset) => !known.has(offset));
  const answer = batch(found, world);
  if (missing.length === 0) return ok(answer);
  const message = 'Some journal entries were not found.';
  const errors = [
    { status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { ids: missing }, errors: [], links: {} },
  ];
  return ok({ ...answer, numErrors: 1, errors }, 207);
}

function file(call: ApiCall, world: World): Reply {
  const offset = param(call, 'offset');
  const entry = world.state.journal.get(offset);
  if (!entry) throw notFound('journal entry', offset);
  if (!isJournalLink(offset, call.query, world)) {
    throw new ApiError(403, { message: 'The link has expired or is not signed.' });
  }
  return ok({ offset, journalEvents: entry.events, publishedAt: isoTime(entry.publishedAtMs) });
}
