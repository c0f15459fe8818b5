import { inject, injectable } from 'inversify';
import { DownloadError } from '../adapter/download-error.js';
import { followRedirects } from '../adapter/follow-redirects.js';
import type { FailureReason } from '../contract/failure-reason.js';
import { type HttpResponse, type HttpTransport, isTransportError } from '../contract/http-transport.js';
import { TOKENS } from '../contract/tokens.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { withinTime } from '../policy/within-time.js';
import type { FileFacts } from './file-facts.js';
import type { LinkedSource } from './media-claim.js';
import type { FileOwner } from './media-links.js';
import { PortalFiles } from './portal-files.js';
import type { SignedFile } from './signed-file.js';

/** In which the source must begin to answer, ms. */
const ANSWER_MS = 30_000;
/** In which a whole file must have gone through, ms, however steadily it comes. */
const WHOLE_FILE_MS = 15 * 60_000;

export type OpenedFile =
  /** The source's answer: 200, 206 or 416. Its body is to be read or cancelled. */
  { ok: true; answer: HttpResponse; facts: FileFacts } | { ok: false; reason: FailureReason; passing: boolean };

export interface Opening {
  /** Such as `range`. No credentials: they are in the URL. */
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/** Opens the files of outgoing messages: in HubSpot by a signed URL, which goes no further than this; others where they are. */
@injectable()
export class FileOpener {
  constructor(
    @inject(PortalFiles) private readonly files: PortalFiles,
    @inject(TOKENS.HttpTransport) private readonly http: HttpTransport,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  /** Never rejects. */
  async open(owner: FileOwner, source: LinkedSource, opening: Opening): Promise<OpenedFile> {
    if (source.kind === 'url') return this.#get(source.url, {}, [], opening);
    const { app, portal } = owner;
    const signed = await this.files.signed(app, portal, source.fileId);
    if (!signed.ok) return signed;
    const first = await this.#openStored(signed.value, opening);
    if (first.ok || first.reason.code !== REFUSED) return first;
    // The signed URL may have run out, or been taken back.
    const anew = await this.files.signed(app, portal, source.fileId, signed.value.url);
    return anew.ok ? this.#openStored(anew.value, opening) : anew;
  }

  #openStored({ url, ...facts }: SignedFile, opening: Opening): Promise<OpenedFile> {
    return this.#get(url, facts, [url], opening);
  }

  /** @param home HubSpot itself has said where it is: no stranger named it */
  async #get(url: string, facts: FileFacts, home: string[], { headers = {}, signal }: Opening): Promise<OpenedFile> {
    const request = {
      headers: { ...headers, 'accept-encoding': 'identity' },
      timeoutMs: WHOLE_FILE_MS,
      maxResponseBytes: Number.POSITIVE_INFINITY,
    };
    try {
      const answer = await withinTime(this.scheduler, ANSWER_MS, signal, (limited) =>
        followRedirects(this.http, url, { home, plainHttp: true, request: { ...request, signal: limited } }),
      );
      if (answer.status === 200 || answer.status === 206 || answer.status === 416) return { ok: true, answer, facts };
      await answer.stream().cancel();
      return unavailable(`HTTP ${answer.status}`, answer.status >= 500 || answer.status === 429, String(answer.status));
    } catch (error) {
      if (isTransportError(error)) return unavailable(error.code, error.code !== 'forbidden');
      if (error instanceof DownloadError) return unavailable(error.message, false);
      return unavailable('it did not begin to answer in time', true);
    }
  }
}

const REFUSED = '403';

function unavailable(detail: string, passing: boolean, code?: string): Extract<OpenedFile, { ok: false }> {
  const reason: FailureReason = { class: 'media-unavailable', scope: 'message', detail };
  return { ok: false, reason: code === undefined ? reason : { ...reason, code }, passing };
}
