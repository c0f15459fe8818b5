import type { IncomingHttpHeaders } from 'node:http';
import type { ApiVersion } from '../../hubspot/api-version.js';
import type { Reply } from '../answers/reply.js';
import type { OperationName } from '../faults/operation-names.js';
import type { World } from '../world/world.js';

export interface ApiCall {
  version: ApiVersion;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  /** When the request arrived, ms since the epoch. */
  receivedAtMs: number;
  /** The caller will see no answer: a fault cuts or hangs the connection. */
  unanswered: boolean;
}

/** A call of an app that concerns no portal. */
export interface AppCall extends ApiCall {
  appId: string;
}

/** A call of an app with the token of one portal. */
export interface PortalCall extends AppCall {
  portalId: string;
}

type Answer = Reply | Promise<Reply>;

interface OperationBase {
  name: OperationName;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path templates (`:name` is a parameter) under one version. */
  paths(version: ApiVersion): string[];
}

/**
 * One operation of the emulated API. `client`: with a token of client credentials, outside the quota. `scopes`: any one of them
 * is enough.
 */
export type Operation = OperationBase &
  (
    | { auth: 'open'; handle(call: ApiCall, world: World): Answer }
    | { auth: 'app'; handle(call: AppCall, world: World): Answer }
    | { auth: 'client'; scopes: readonly string[]; handle(call: AppCall, world: World): Answer }
    | { auth: 'portal'; scopes: readonly string[]; handle(call: PortalCall, world: World): Answer }
  );
