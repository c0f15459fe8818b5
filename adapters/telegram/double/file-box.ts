import { badRequest } from './bot-api-error.js';

export interface StoredFile {
  fileId: string;
  path: string;
  type: string;
  bytes: Uint8Array;
}

/** Source: Telegram, "Bot API", `getFile`, and its published server: 20 << 20. */
const MAX_DOWNLOAD = 20 * 1024 * 1024;

/** What customers have sent, and where it can be fetched. */
export class FileBox {
  readonly #byId = new Map<string, StoredFile>();

  add(folder: string, bytes: Uint8Array, type: string): StoredFile {
    const number = this.#byId.size + 1;
    const file = { fileId: `double-file-${number}`, path: `${folder}/file_${number}`, bytes, type };
    this.#byId.set(file.fileId, file);
    return file;
  }

  /** What `getFile` answers. @throws BotApiError */
  described(fileId: string | undefined) {
    if (fileId === undefined) throw badRequest('file_id not specified');
    const file = this.#byId.get(fileId);
    if (file === undefined) throw badRequest('wrong file_id or the file is temporarily unavailable');
    if (file.bytes.length > MAX_DOWNLOAD) throw badRequest('file is too big');
    const { path: file_path, bytes } = file;
    return { file_id: fileId, file_unique_id: `u-${fileId}`, file_size: bytes.length, file_path };
  }

  at(path: string): StoredFile | undefined {
    return [...this.#byId.values()].find((file) => file.path === path);
  }
}
