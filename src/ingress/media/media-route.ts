import type { Logger } from '../../contract/logger.js';
import type { FileFacts } from '../../media/file-facts.js';
import type { FileOpener } from '../../media/file-opener.js';
import type { MediaClaim } from '../../media/media-claim.js';
import type { MediaLinks } from '../../media/media-links.js';
import type { PortalFiles } from '../../media/portal-files.js';
import { watched } from '../../media/watched-stream.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { IngressRequest, IngressResponse } from '../http/ingress-request.js';
import { fileHeaders, type MediaRefusal, refusal } from './media-answer.js';

/** What became of a call of a link. `left`: whoever called went away · `broken`: the source broke off or stood still. */
export type MediaResult = 'served' | 'head' | 'left' | 'broken' | MediaRefusal;

export interface MediaCounters {
  called(result: MediaResult): void;
  served(bytes: number): void;
}

export interface MediaRouteDeps {
  links: MediaLinks;
  files: PortalFiles;
  opener: FileOpener;
  counters: MediaCounters;
  scheduler: Scheduler;
  log: Logger;
  /** Files that are served at once at most. Default 32: fewer than the connections kept to one origin, which sends need too. */
  mostAtOnce?: number;
}

export interface MediaRoute {
  /** Never rejects. */
  answer(token: string, request: IngressRequest): Promise<IngressResponse>;
  /** Breaks off what is being served. */
  close(): void;
}

const MOST_AT_ONCE = 32;
/** How long the source may stand still, ms. */
const SOURCE_IDLE_MS = 30_000;
/** How long whoever called may read nothing, ms: a slow reader is served, one that sleeps takes up a place. */
const READER_IDLE_MS = 60_000;
const ONE_RANGE = /^bytes=(?:\d{1,15}-\d{0,15}|-\d{1,15})$/;

/**
 * `{publicUrl}/media/{token}`: a file of an agent's message, for a provider that fetches it or a customer who follows a link.
 * A token that is not ours costs one HMAC. HubSpot's own URL is never shown: the bytes go through this process, chunk by chunk.
 */
export function createMediaRoute(deps: MediaRouteDeps): MediaRoute {
  const { links, opener, files, counters, scheduler, log, mostAtOnce = MOST_AT_ONCE } = deps;
  const closing = new AbortController();
  let open = 0;

  async function answer(token: string, request: IngressRequest): Promise<IngressResponse> {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') return refuse('method', request);
    const opened = links.open(token);
    if (opened.kind !== 'valid') return refuse(opened.kind, request);
    if (open >= mostAtOnce) return refuse('busy', request);
    open += 1;
    const leave = once(() => {
      open -= 1;
    });
    try {
      return await serve(opened.claim, request, leave);
    } catch (error) {
      leave();
      log.error('a file could not be served', { portal: opened.claim.portal, error });
      return refuse('unavailable', request);
    }
  }

  async function serve(claim: MediaClaim, request: IngressRequest, leave: () => void): Promise<IngressResponse> {
    const facts = request.method === 'HEAD' ? await knownFacts(claim) : undefined;
    if (facts) {
      leave();
      return head(200, fileHeaders(claim, facts, { 'content-length': String(facts.size) }));
    }
    const { headers } = request;
    const range = ONE_RANGE.test(headers['range'] ?? '') ? pick(headers, 'range', 'if-range') : {};
    const file = await opener.open(claim, claim.source, { headers: range, signal: closing.signal });
    if (!file.ok) {
      leave();
      log.info('a file cannot be served', { portal: claim.portal, reason: file.reason });
      return refuse(file.passing ? 'unavailable' : 'gone', request, file.reason.afterMs);
    }
    const { status } = file.answer;
    const described = fileHeaders(claim, file.facts, file.answer.headers);
    const body = file.answer.stream();
    if (status === 416 || request.method === 'HEAD') {
      leave();
      await body.cancel();
      return status === 416 ? refuse('range', request, undefined, described['content-range']) : head(200, described);
    }
    return { status, headers: described, body: '', stream: watch(body, leave) };
  }

  /** A HEAD need not trouble the place where the bytes are. */
  async function knownFacts({ app, portal, source }: MediaClaim): Promise<FileFacts | undefined> {
    if (source.kind !== 'hubspot') return undefined;
    const signed = await files.signed(app, portal, source.fileId);
    return signed.ok && signed.value.size !== undefined ? signed.value : undefined;
  }

  function watch(body: ReadableStream<Uint8Array>, leave: () => void): ReadableStream<Uint8Array> {
    return watched(body, {
      scheduler,
      sourceIdleMs: SOURCE_IDLE_MS,
      readerIdleMs: READER_IDLE_MS,
      failure: (what) => new Error(`the file ${what}`),
      onEnd(bytes, ending) {
        leave();
        counters.served(bytes);
        counters.called(ending === undefined ? 'served' : ending.kind === 'cancelled' ? 'left' : 'broken');
      },
    });
  }

  function head(status: number, headers: Record<string, string>): IngressResponse {
    counters.called('head');
    return { status, headers, body: '' };
  }

  function refuse(why: MediaRefusal, { method }: IngressRequest, afterMs?: number, range?: string): IngressResponse {
    counters.called(why);
    return refusal(why, { bodiless: method === 'HEAD', afterMs, range });
  }

  return { answer, close: () => closing.abort(new Error('the connector stops')) };
}

function pick(headers: Readonly<Record<string, string>>, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}

function once(fn: () => void): () => void {
  let done = false;
  return () => {
    if (!done) fn();
    done = true;
  };
}
