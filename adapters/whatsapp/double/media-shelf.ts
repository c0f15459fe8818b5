import { createHash } from 'node:crypto';
import type { Clock } from 'channelwright/adapter';

const URL_LIVES_MS = 5 * 60_000;

export interface ShelvedFile {
  id: string;
  type: string;
  bytes: Uint8Array;
  /** Whose number it was sent to. */
  phoneNumberId: string;
}

/** Customers' files: an id each, and URLs that live five minutes. */
export class MediaShelf {
  readonly #files = new Map<string, ShelvedFile>();
  readonly #urls = new Map<string, { file: ShelvedFile; untilMs: number }>();

  constructor(private readonly time: Pick<Clock, 'now'>) {}

  add(file: Omit<ShelvedFile, 'id'>): ShelvedFile {
    const shelved = { ...file, id: String(7_000_000_001 + this.#files.size) };
    this.#files.set(shelved.id, shelved);
    return shelved;
  }

  find(id: string): ShelvedFile | undefined {
    return this.#files.get(id);
  }

  /** What is answered to a file's id. */
  locate(file: ShelvedFile, origin: string) {
    const ticket = String(this.#urls.size + 1);
    this.#urls.set(ticket, { file, untilMs: this.time.now() + URL_LIVES_MS });
    return {
      url: `${origin}/whatsapp_business/attachments/?mid=${file.id}&ticket=${ticket}`,
      mime_type: file.type,
      sha256: createHash('sha256').update(file.bytes).digest('hex'),
      file_size: file.bytes.length,
      id: file.id,
      messaging_product: 'whatsapp',
    };
  }

  /** What is behind such a URL, while it lives. */
  open(url: URL): ShelvedFile | undefined {
    const found = this.#urls.get(url.searchParams.get('ticket') ?? '');
    return found && this.time.now() < found.untilMs ? found.file : undefined;
  }
}
