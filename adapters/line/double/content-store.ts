import type { DoubleAnswer } from 'channelwright/double';
import { z } from 'zod';

/** A file a customer sends. */
const sentFile = z.strictObject({
  type: z.string().min(1),
  base64: z.base64(),
  /** How often LINE says that it is still making it ready. */
  processing: z.int().nonnegative().default(0),
});
export type SentFile = z.input<typeof sentFile>;

interface StoredFile {
  bot: string;
  type: string;
  bytes: Buffer;
  processing: number;
}

/** What customers sent, for the bot they sent it to. */
export class ContentStore {
  readonly #files = new Map<string, StoredFile>();

  keep(messageId: string, bot: string, file: SentFile): void {
    const { type, base64, processing } = sentFile.parse(file);
    this.#files.set(messageId, { bot, type, processing, bytes: Buffer.from(base64, 'base64') });
  }

  /** LINE keeps files for a while only. */
  forget(messageId: string): void {
    this.#files.delete(messageId);
  }

  content(messageId: string, bot: string): DoubleAnswer {
    const file = this.#files.get(messageId);
    if (file?.bot !== bot) return NOT_FOUND;
    if (file.processing > 0) return { status: 202, body: {} };
    return { status: 200, body: file.bytes, headers: { 'content-type': file.type } };
  }

  transcoding(messageId: string, bot: string): DoubleAnswer {
    const file = this.#files.get(messageId);
    if (file?.bot !== bot) return NOT_FOUND;
    const status = file.processing > 0 ? 'processing' : 'succeeded';
    if (file.processing > 0) file.processing -= 1;
    return { status: 200, body: { status } };
  }
}

const NOT_FOUND: DoubleAnswer = { status: 404, body: { message: 'Not found' } };
