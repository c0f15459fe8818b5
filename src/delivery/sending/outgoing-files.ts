import { inject, injectable } from 'inversify';
import { streamOf } from '../../adapter/download-file.js';
import { matchesType } from '../../adapter/matches-type.js';
import type { MediaCapability } from '../../contract/capabilities.js';
import type { FileItem } from '../../contract/content-item.js';
import type { MediaStream } from '../../contract/media.js';
import { FileOpener } from '../../media/file-opener.js';
import { FileUnavailable } from '../../media/file-unavailable.js';
import { linkedSource } from '../../media/media-links.js';
import { watched } from '../../media/watched-stream.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';

/** How long the source of a file may stand still, ms. */
const IDLE_MS = 30_000;
/** For an adapter that declares no rule for a file and uploads it all the same, bytes. */
const UNDECLARED_MOST_BYTES = 100_000_000;

/** What is known of the call for which a file is opened. */
export interface Upload {
  app: string;
  portal: string;
  /** What the account's provider takes of files. */
  media: MediaCapability | undefined;
  signal: AbortSignal;
  /** A file could not be read to its end: whatever the call comes to, that is why. */
  fileFailed(failure: FileUnavailable): void;
}

/** The bytes of files that are being sent, for providers that want an upload. */
@injectable()
export class OutgoingFiles {
  constructor(
    @inject(FileOpener) private readonly opener: FileOpener,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  /** @throws FileUnavailable; so does the stream, which also tells `call.fileFailed` */
  async open({ app, portal, media, signal, fileFailed }: Upload, item: FileItem): Promise<MediaStream> {
    const opened = await this.opener.open({ app, portal }, linkedSource(item.ref), { signal });
    if (!opened.ok) throw new FileUnavailable(opened.reason, opened.passing);
    const { body, ...said } = streamOf(opened.answer);
    const type = item.type ?? opened.facts.type ?? said.type;
    const name = item.name ?? opened.facts.name ?? said.name;
    const maxBytes = mostBytes(media, type);
    if ((said.size ?? 0) > maxBytes) {
      await body.cancel();
      throw failureOf('too-large', maxBytes);
    }
    const stream = watched(body, {
      scheduler: this.scheduler,
      sourceIdleMs: IDLE_MS,
      signal,
      maxBytes,
      failure: (what) => failureOf(what, maxBytes),
      onEnd: (_, ending) => {
        if (ending?.kind === 'failed') fileFailed(asFailure(ending.error));
      },
    });
    return {
      body: stream,
      type,
      ...(said.size === undefined ? {} : { size: said.size }),
      ...(name === undefined ? {} : { name }),
    };
  }
}

/** What the provider takes of such a file at most. */
function mostBytes(media: MediaCapability | undefined, type: string): number {
  const fitting = media?.rules.filter(({ types }) => types.some((pattern) => matchesType(pattern, type))) ?? [];
  return fitting.length === 0 ? UNDECLARED_MOST_BYTES : Math.max(...fitting.map(({ maxBytes }) => maxBytes));
}

function failureOf(what: 'stalled' | 'too-large', maxBytes: number): FileUnavailable {
  if (what === 'stalled') return interrupted('its source stood still');
  const detail = `larger than ${maxBytes} bytes`;
  return new FileUnavailable({ class: 'media-too-large', scope: 'message', detail }, false);
}

function asFailure(error: unknown): FileUnavailable {
  return error instanceof FileUnavailable ? error : interrupted('its source broke off');
}

function interrupted(detail: string): FileUnavailable {
  return new FileUnavailable({ class: 'media-unavailable', scope: 'message', detail }, true);
}
