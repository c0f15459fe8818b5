/** A request as it came in, whatever server it came through. */
export interface IngressRequest {
  method: string;
  /** Path and query exactly as they were called: signatures are over them. An absolute URL is cut to them. */
  url: string;
  /** Names in lower case; repeated headers joined by `, `. */
  headers: Readonly<Record<string, string>>;
  /** Of whoever called, or of the network they are in. Absent where nobody knows it for certain. */
  client?: string;
  /** The bytes as they came. */
  body: Uint8Array;
}

export interface IngressResponse {
  status: number;
  /** A list: the header once for each, as `set-cookie` has to be. */
  headers: Record<string, string | string[]>;
  body: string;
  /** In place of `body`. Whoever answers reads it to its end or cancels it. */
  stream?: ReadableStream<Uint8Array>;
}

/** What is known of a request before its body is read. */
export type RequestHead = Omit<IngressRequest, 'body'>;

/** Why a body was not read. */
export type UnreadBody = 'too-large' | 'too-slow' | 'no-room';

/** Where a request line leads: known before the body is read. */
export interface IngressRoute {
  /** The most bytes to read. `0`: the body is of no interest. */
  maxBodyBytes: number;
  /** Whom a refusal is told to. */
  audience: Audience;
  /** In place of the answer to {@link audience}: the body was not read. */
  giveUp?(request: RequestHead, read: UnreadBody): IngressResponse;
  /** Never rejects. */
  handle(request: IngressRequest): Promise<IngressResponse>;
}

/** A page of ours, for people's browsers. */
export interface PageRoute {
  /** Under the path of `publicUrl`, e.g. `/connect/:channel`. */
  path: string;
  /** Bytes of a form, at most. */
  maxBodyBytes: number;
  /** In words for people, where the body was not read. Default: none comes, or the answer of a program. */
  giveUp?(request: RequestHead, read: UnreadBody): IngressResponse;
  /** @param params of the path, decoded */
  handle(request: IngressRequest, params: Readonly<Record<string, string>>): Promise<IngressResponse>;
}

/** `provider`: the body of an error stays empty, since some providers hand any body on to the customer. */
export type Audience = 'hubspot' | 'provider' | 'operator';
