import type { Account } from './account.js';

/** A webhook as it came in. Nothing has been parsed: signatures are over these bytes. */
export interface RawRequest {
  method: string;
  /** The full URL as the provider called it, built from the configured `publicUrl`, never from Host headers. */
  url: URL;
  /** Names in lower case; repeated headers joined by `, `. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** From `/providers/{channel}/{accountKey}`, where the URL has it. */
  accountKey?: string;
  receivedAtMs: number;
}

/** An answer to send as it is; nothing is stored. For handshakes and challenges. */
export interface Reply {
  kind: 'reply';
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** The request is genuine and speaks for these accounts, and for no other. */
export interface Authenticated<A = unknown> {
  kind: 'authenticated';
  accounts: Account<A>[];
  /** What to answer once the events are stored. Default: 200 with an empty body. */
  reply?: Omit<Reply, 'kind'>;
}

/** The request is not genuine, or too old. Nothing is stored. `detail` is for the log: no secret in it. */
export interface Refused {
  kind: 'refused';
  /** Default 401. */
  status?: number;
  detail: string;
}
