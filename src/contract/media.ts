import type { Json } from './json.js';

/** Where the bytes of a file are. Plain data: it is persisted, so it must not hold a credential. */
export type MediaRef =
  /** A URL of the provider. `fetchMedia` adds the credentials; without `fetchMedia` it is fetched with none. */
  | { kind: 'url'; url: string }
  /** Something only the adapter can turn into bytes (a file id). Needs `fetchMedia`. */
  | { kind: 'provider'; ref: Json }
  /** A file in HubSpot Files. Only the framework makes these. */
  | { kind: 'hubspot'; fileId: string }
  /** Small bytes carried along, base64. At most 64 KiB. */
  | { kind: 'inline'; base64: string };

/** An open file. Whoever receives it reads it to the end or cancels it. */
export interface MediaStream {
  body: ReadableStream<Uint8Array>;
  /** MIME type without parameters, as the source states it. */
  type: string;
  /** Bytes, where the source says. */
  size?: number;
  name?: string;
}
