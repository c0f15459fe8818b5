import { type CallScope, callScopes } from '../../transport/call-scope.js';
import type { Licence } from '../licence.js';
import type { WorkHandler } from '../work-handler.js';
import { handlerRunBy } from './handler-run-by.js';

/**
 * A handler whose requests, however deep in an adapter they are made, are written only while this process may call for the slot
 * of the work. What is refused that way has certainly not been sent; the outcome cannot be committed either.
 */
export function licensedHandler(handler: WorkHandler, licence: Licence): WorkHandler {
  return handlerRunBy(handler, (work, signal) => {
    const scope: CallScope = { assertLicensed: () => licence.assertValid(work.slot) };
    return callScopes.run(scope, () => handler.run(work, signal));
  });
}
