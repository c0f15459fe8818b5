import type { z } from 'zod';
import type { HttpRequest } from '../../contract/http-transport.js';
import type { HubSpotResult } from '../failure/hubspot-failure.js';
import type { Permit, QuotaClass } from '../quota/quota.js';

/** The calls that work is held for where HubSpot refuses them for want of scopes. */
export type CallName = 'messages.publish' | 'messages.updateStatus' | 'messages.get' | 'files.upload';

/** One operation of HubSpot's API, before it has an address and credentials. */
export interface ApiRequest<T> {
  /** What the operation is called, where anybody has to know it apart. Default: its method and its path. */
  name?: CallName;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** A template of `apiPaths`. */
  path: string;
  ids?: Record<string, string>;
  query?: Query;
  json?: unknown;
  /** Made anew for each attempt; `undefined`: it could be made only once, so that the call cannot be tried again. */
  streamed?: () => StreamedBody | undefined;
  /** What a success must look like. Absent: its body does not matter. */
  schema?: z.ZodType<T>;
  /** What it is for, unless the caller says otherwise. */
  quotaClass: QuotaClass;
  /** Milliseconds, unless the caller says otherwise. */
  timeoutMs?: number;
}

export interface StreamedBody {
  headers: Record<string, string>;
  body: ReadableStream<Uint8Array>;
}

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

/** What a caller may say about any call. */
export interface CallOptions {
  /** What the call is for: decides its turn. Each operation has a sensible default. */
  priority?: QuotaClass;
  /** A permit taken before. It is released or given back, whatever happens. */
  permit?: Permit;
  signal?: AbortSignal;
  /** Milliseconds until the whole answer must be here, not counting the wait for a permit. Default 15 000. */
  timeoutMs?: number;
}

/** Makes a call. Never rejects: what goes wrong is in the result. */
export type ApiCall = <T = undefined>(request: ApiRequest<T>, options?: CallOptions) => Promise<HubSpotResult<T>>;

/** `undefined`: there is no body any more. */
export function bodyOf(request: ApiRequest<unknown>): Pick<HttpRequest, 'headers' | 'body'> | undefined {
  if (request.streamed !== undefined) return request.streamed();
  if (request.json === undefined) return {};
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(request.json) };
}
