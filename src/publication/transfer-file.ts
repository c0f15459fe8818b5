import type { Account } from '../contract/account.js';
import type { FileItem } from '../contract/content-item.js';
import { type HttpTransport, isTransportError } from '../contract/http-transport.js';
import type { MediaStream } from '../contract/media.js';
import type { ChannelRuntime } from '../directory/channels/channel-runtime.js';
import { failureCode } from '../hubspot/failure/failure-code.js';
import type { HubSpotFailure } from '../hubspot/failure/hubspot-failure.js';
import { waitsForInstall } from '../hubspot/failure/missing-scopes.js';
import { type Peeked, peek } from '../media/peek.js';
import { TELLING_BYTES, trueType, usageFor } from '../media/true-type.js';
import { watched } from '../media/watched-stream.js';
import type { Scheduler } from '../policy/scheduler.js';
import { withinTime } from '../policy/within-time.js';
import { fileName } from './file-name.js';
import { openMedia } from './open-media.js';
import type { PublicationCalls } from './publication-calls.js';
import type { MediaOutcome } from './publication-events.js';
import type { PublicationFile, PublicationRow } from './publication-row.js';
import type { Held } from './publish-outcome.js';

/** In which a source must begin to give a file, ms. */
const ANSWER_MS = 60_000;
/** How long it may stand still then, ms. */
const IDLE_MS = 30_000;

/** One file, and all that is known of it. */
export interface Transfer {
  row: PublicationRow;
  file: PublicationFile;
  item: FileItem;
  channel: ChannelRuntime;
  account: Account;
}

export interface TransferDeps {
  http: HttpTransport;
  calls: PublicationCalls;
  scheduler: Scheduler;
}

/** From the provider into HubSpot Files, chunk by chunk, as what its bytes say that it is. Rejects only when aborted. */
export async function transferFile(
  deps: TransferDeps,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<MediaOutcome | Held> {
  const { row, file, item, channel } = transfer;
  const { maxBytes } = channel.media;
  const opened = await open(deps, transfer, signal).catch(sourceFailure);
  if ('kind' in opened) return opened;
  const { media, begun } = opened;
  const is = await trueType(item.type ?? media.type, begun.head);
  const named = { name: item.name ?? media.name ?? '', usage: item.usage };
  const size = begun.whole ? begun.head.length : media.size;
  const toStore = {
    body: begun.body,
    ...(size === undefined ? {} : { size }),
    name: fileName(named, is, `${row.account}|${file.name}`),
    type: is.type,
    folderPath: `/channelwright/${row.channel}`,
    maxBytes,
  };
  const stored = await deps.calls.storeFile(row, toStore, signal);
  if (!stored.ok && waitsForInstall(stored.failure)) return { kind: 'held' };
  if (!stored.ok) return opened.broken() ?? storeFailure(stored.failure, maxBytes);
  const usage = is.extension === undefined ? item.usage : usageFor(item.usage, is.type);
  return { kind: 'stored', fileId: stored.value.fileId, ...(usage === item.usage ? {} : { usage }) };
}

interface Opened {
  media: MediaStream;
  begun: Peeked;
  /** Why the source did not come to its end: whoever reads it may be told something else. */
  broken(): MediaOutcome | undefined;
}

/** @throws whatever the source throws */
async function open(
  { http, scheduler }: TransferDeps,
  { item: { ref }, channel, account }: Transfer,
  signal: AbortSignal,
): Promise<Opened | MediaOutcome> {
  const media = await withinTime(scheduler, ANSWER_MS, signal, (limited) =>
    openMedia(http, { ref, account, channel, signal: limited }),
  );
  if ((media.size ?? 0) > channel.media.maxBytes) {
    await media.body.cancel();
    return tooLarge(channel.media.maxBytes);
  }
  let broken: MediaOutcome | undefined;
  const body = watched(media.body, {
    scheduler,
    sourceIdleMs: IDLE_MS,
    signal,
    failure: () => new Error('the source stood still'),
    onEnd(_, ending) {
      if (ending?.kind === 'failed') broken = sourceFailure(ending.error);
    },
  });
  return { media, begun: await peek(body, TELLING_BYTES), broken: () => broken };
}

export function sourceFailure(error: unknown): MediaOutcome {
  const detail = error instanceof Error ? error.message : String(error);
  if (isTransportError(error) && error.code === 'too-large') {
    return { kind: 'failed', code: 'media-too-large', detail };
  }
  // It leads into a private network: it will the next time, too.
  if (isTransportError(error) && error.code === 'forbidden')
    return { kind: 'failed', code: 'media-unavailable', detail };
  return { kind: 'retry', code: 'media-unavailable', detail, counts: true };
}

/** The source breaking off in the middle shows only while the file is stored. */
function storeFailure(failure: HubSpotFailure, maxBytes: number): MediaOutcome {
  if (failure.category === 'FILE_TOO_LARGE') return tooLarge(maxBytes);
  const code = failureCode(failure);
  const detail = failure.message;
  if (failure.kind === 'validation') return { kind: 'failed', code, detail };
  const afterMs = failure.retryAfterMs === undefined ? {} : { afterMs: failure.retryAfterMs };
  return { kind: 'retry', code, detail, counts: failure.category === 'FILE_UNREADABLE', ...afterMs };
}

function tooLarge(maxBytes: number): MediaOutcome {
  return { kind: 'failed', code: 'media-too-large', detail: `larger than ${maxBytes} bytes` };
}
