import { callScopes } from '../../transport/call-scope.js';
import type { ReceiverDeps } from './receiver-deps.js';

/**
 * Runs what an adapter does to receive for a portal. Its requests are written only while this process may call for the portal: one
 * that stood still does not go on polling beside the next owner.
 */
export function inReceivingScope<T>(
  { assertLicensed }: Pick<ReceiverDeps, 'assertLicensed'>,
  app: string,
  portal: string,
  receive: () => T,
): T {
  const scope = { assertLicensed: () => assertLicensed(app, portal) };
  return callScopes.run(scope, receive);
}
