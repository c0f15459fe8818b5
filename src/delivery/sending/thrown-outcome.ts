import { isTransportError } from '../../contract/http-transport.js';
import type { SendOutcome } from '../../contract/send-outcome.js';
import { FileUnavailable } from '../../media/file-unavailable.js';

/** What a throw of `send` means: `retry` where nothing can have left the process, else `uncertain`. */
export function thrownOutcome(error: unknown, requestStarted: boolean): SendOutcome {
  const transport = isTransportError(error);
  // What others throw may quote a text or a secret: its message is left to the log, which redacts.
  const detail = transport ? error.message : `threw ${error instanceof Error ? error.name : typeof error}`;
  const reason = { class: transport ? 'network' : 'unknown', scope: 'message', detail } as const;
  const certainlyNotSent = !requestStarted && (!transport || error.requestSent === 'no' || error.preparatory);
  if (!certainlyNotSent) return { kind: 'uncertain', reason };
  if (!(error instanceof FileUnavailable)) return { kind: 'retry', reason };
  return { kind: error.passing ? 'retry' : 'rejected', reason: error.reason };
}
