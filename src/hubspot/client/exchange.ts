import type { HttpRequest, HttpTransport } from '../../contract/http-transport.js';
import { classifyAnswer } from '../failure/classify-answer.js';
import { classifyNoAnswer } from '../failure/classify-no-answer.js';
import type { HubSpotFailure } from '../failure/hubspot-failure.js';

/** What came of one request: a success not yet understood, or a failure. `headers` and `text` are there with an answer. */
export type Exchange =
  | { ok: true; status: number; headers: Record<string, string>; text: string }
  | { ok: false; failure: HubSpotFailure; headers?: Record<string, string>; text?: string };

/**
 * Sends one request to HubSpot and waits for the whole answer. Never rejects.
 *
 * @param credentials what must not appear in the message of a failure
 */
export async function exchange(
  http: HttpTransport,
  request: HttpRequest,
  nowMs: () => number,
  credentials: readonly string[],
): Promise<Exchange> {
  try {
    // Preparatory: no call to HubSpot is a send to the peer, even when it is made inside one (a file's link).
    const response = await http.request({ ...request, preparatory: true });
    const { status, headers } = response;
    if (status >= 200 && status < 300) return { ok: true, status, headers, text: await response.text() };
    const text = await response.text().catch(() => '');
    return { ok: false, failure: classifyAnswer({ status, headers, text }, nowMs(), credentials), headers, text };
  } catch (error) {
    return { ok: false, failure: classifyNoAnswer(error, credentials) };
  }
}
