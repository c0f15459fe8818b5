/** The value in a body, still unknown; undefined where the body is not JSON (nor does JSON have an `undefined`). */
export function parseJson(body: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
