import { isTransportError } from '../../contract/http-transport.js';
import type { HubSpotFailure } from './hubspot-failure.js';
import { redact } from './redact.js';

/**
 * What it means that there is no answer. Only what certainly never left is `not-sent`; anything else may have been processed.
 *
 * @param credentials what must not appear in the message
 */
export function classifyNoAnswer(error: unknown, credentials: readonly string[]): HubSpotFailure {
  const message = redact(error instanceof Error ? error.message : String(error), credentials);
  const sent = !isTransportError(error) || error.requestSent !== 'no';
  const isTooLarge = isTransportError(error) && error.code === 'too-large';
  const kind = sent ? 'ambiguous' : 'not-sent';
  return { kind, retry: 'later', message, ...(isTooLarge ? { tooLarge: true as const } : {}) };
}
