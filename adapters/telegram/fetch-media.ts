import { downloadFile, type HttpTransport, type MediaRef, type MediaStream } from 'channelwright/adapter';
import { z } from 'zod';
import { readAnswer } from './answer.js';
import { BotApi } from './bot-api.js';
import { MAX_DOWNLOAD } from './message-content.js';
import type { TelegramAccountSettings } from './settings.js';

/** What is kept of a file: Telegram's id for it, which is worth nothing without the token. */
const fileRef = z.object({ fileId: z.string() });

/** Source: Telegram, "Bot API", `File`. */
const filePath = z.object({ file_path: z.string().min(1) });

/**
 * Open a file a customer sent: ask where it is, then fetch it. The address holds the token, so it is made here, used here and
 * named nowhere. It lives for an hour; each attempt asks again.
 *
 * @throws Error, DownloadError, TransportError
 */
export async function fetchMedia(
  http: HttpTransport,
  baseUrl: string,
  ref: MediaRef,
  settings: TelegramAccountSettings,
  signal: AbortSignal,
): Promise<MediaStream> {
  const known = ref.kind === 'provider' ? fileRef.safeParse(ref.ref).data : undefined;
  if (known === undefined) throw new Error('this media reference is none of Telegram’s');
  const api = new BotApi(http, baseUrl, settings);
  const response = await api.call('getFile', { file_id: known.fileId }, { signal, preparatory: true });
  const answer = await readAnswer(response);
  if (answer.ok === false) throw new Error(`getFile failed: ${sentenceOf(answer)}`);
  const found = answer.ok === true ? filePath.safeParse(answer.result).data : undefined;
  if (found === undefined) throw new Error('getFile failed: what answered is not the Bot API');
  if (!isBelowApi(found.file_path)) throw new Error(`getFile failed: ${ON_DISK}`);
  return downloadFile(http, api.fileUrl(found.file_path), {
    home: [baseUrl],
    signal,
    maxBytes: MAX_DOWNLOAD,
    maxRedirects: 0,
  });
}

const ON_DISK = 'the Bot API server keeps the file on its own disk: run it without `--local`';

function isBelowApi(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..');
}

function sentenceOf({ code, description }: { code: number; description: string }): string {
  return /too big/i.test(description)
    ? 'the file is larger than the 20 MB that bots may fetch'
    : `Telegram answered ${code}`;
}
