import findMyWay from 'find-my-way';
import { API_VERSIONS, type ApiVersion } from '../../hubspot/api-version.js';
import type { Operation } from '../api/operation.js';
import { OPERATIONS } from '../operations/operations.js';

export interface Route {
  operation: Operation;
  version: ApiVersion;
  params: Record<string, string>;
}

export type ApiRouter = (method: string, path: string) => Route | undefined;

/** Longer ids than any seen; the router's own limit is 100. */
const MAX_PARAM_LENGTH = 1_000;

let router: ApiRouter | undefined;

/** Finds the operation of a path, with or without a slash at its end. The same for every emulator. */
export function apiRouter(): ApiRouter {
  router ??= createApiRouter();
  return router;
}

function createApiRouter(): ApiRouter {
  const router = findMyWay({ ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH });
  const known = new Set<string>();
  for (const operation of OPERATIONS) {
    for (const version of API_VERSIONS) {
      for (const path of operation.paths(version)) {
        const key = `${operation.method} ${path}`;
        if (!known.has(key)) router.on(operation.method, path, () => undefined, { operation, version });
        known.add(key);
      }
    }
  }
  return (method, path) => {
    const found = router.find(method as Operation['method'], path);
    if (!found) return undefined;
    const { operation, version } = found.store as { operation: Operation; version: ApiVersion };
    return { operation, version, params: found.params as Record<string, string> };
  };
}
