/** An answer of the emulated API. */
export type Reply = { status: number; headers?: Record<string, string> } & (
  | { json: unknown }
  | { html: string }
  | { bytes: Uint8Array; contentType: string }
  | { empty: true }
);

export function ok(json: unknown, status = 200): Reply {
  return { status, json };
}

export const NO_CONTENT: Reply = { status: 204, empty: true };

/** As HubSpot answers a path it does not route: a page, not JSON (reference §1.1). */
export const NOT_ROUTED: Reply = {
  status: 404,
  html: '<!DOCTYPE html><html><head><title>404</title></head><body><h1>Page not found</h1></body></html>\n',
};
