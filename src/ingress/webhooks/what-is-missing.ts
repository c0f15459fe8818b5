import type { ErrorCode } from '../../errors/registry.js';
import type { IngressDeps } from '../ingress-deps.js';

/**
 * For a request that names nobody who is known here: learns what others have committed. Answers why the request still
 * cannot be judged; `undefined`: it can, and whoever is unknown by now is a stranger. Never rejects.
 */
export async function whatIsMissing({
  catchUp = () => Promise.resolve(true),
  log,
}: Pick<IngressDeps, 'catchUp' | 'log'>): Promise<ErrorCode | undefined> {
  try {
    return (await catchUp()) ? undefined : 'CW_DIRECTORY_BEHIND';
  } catch (error) {
    log.warn('what others have changed cannot be read', { error: String(error) });
    return 'CW_STORE_UNAVAILABLE';
  }
}
