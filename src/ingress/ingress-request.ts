/** A request as it came in, whatever server it came through. */
export interface IngressRequest {
  method: string;
  /** Path and query exactly as they were called: signatures are over them. An absolute URL is cut to them. */
  url: string;
  /** Names in lower case; repeated headers joined by `, `. */
  headers: Readonly<Record<string, string>>;
  /** The bytes as they came. */
  body: Uint8Array;
}

export interface IngressResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** In place of `body`. Whoever answers reads it to its end or cancels it. */
  stream?: ReadableStream<Uint8Array>;
}

/** Where a request line leads: known before the body is read. */
export interface IngressRoute {
  /** The most bytes to read. `0`: the body is of no interest. */
  maxBodyBytes: number;
  /** Whom a refusal is told to. */
  audience: Audience;
  /** Never rejects. */
  handle(request: IngressRequest): Promise<IngressResponse>;
}

/** A page of ours, for people's browsers. */
export interface PageRoute {
  /** Under the path of `publicUrl`, e.g. `/connect/:channel`. */
  path: string;
  /** Bytes of a form, at most. */
  maxBodyBytes: number;
  /** @param params of the path, decoded */
  handle(request: IngressRequest, params: Readonly<Record<string, string>>): Promise<IngressResponse>;
}

/** `provider`: the body of an error stays empty, since some providers hand any body on to the customer. */
export type Audience = 'hubspot' | 'provider' | 'operator';
