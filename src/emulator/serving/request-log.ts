import type { OperationName } from '../faults/operation-names.js';

/** One request the emulator has seen. The authorization header is not kept. */
export interface SeenRequest {
  operation: OperationName;
  method: string;
  /** Path and query, `hapikey` blanked. */
  path: string;
  appId?: string;
  portalId?: string;
  /** The body as text; empty for uploads of files. */
  body: string;
  /** The status answered; absent where the connection was reset or left hanging, or while the answer is being made. */
  status?: number;
  /** The fault that was applied. */
  fault?: string;
  /** When it arrived, ms since the epoch. */
  atMs: number;
  /** When the answer left, or the connection was cut. */
  answeredAtMs?: number;
}

export interface RequestFilter {
  operation?: OperationName | undefined;
  method?: string | undefined;
  portalId?: string | undefined;
  status?: number | undefined;
  /** A part of the path. */
  path?: string | undefined;
  sinceMs?: number | undefined;
}

/** The requests seen, oldest first; the oldest are forgotten beyond `capacity`. */
export class RequestLog {
  #seen: SeenRequest[] = [];

  constructor(private readonly capacity: number) {}

  add(request: SeenRequest): SeenRequest {
    this.#seen.push(request);
    if (this.#seen.length > this.capacity * 1.1) this.#seen = this.#seen.slice(-this.capacity);
    return request;
  }

  list(filter: RequestFilter = {}): SeenRequest[] {
    return this.#seen.filter((request) => matches(request, filter));
  }

  reset(): void {
    this.#seen = [];
  }
}

function matches(request: SeenRequest, filter: RequestFilter): boolean {
  return (
    (filter.operation === undefined || request.operation === filter.operation) &&
    (filter.method === undefined || request.method === filter.method) &&
    (filter.portalId === undefined || request.portalId === filter.portalId) &&
    (filter.status === undefined || request.status === filter.status) &&
    (filter.path === undefined || request.path.includes(filter.path)) &&
    (filter.sinceMs === undefined || request.atMs >= filter.sinceMs)
  );
}
