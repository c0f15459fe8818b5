import type { z } from 'zod';
import type { HubSpotResult } from '../failure/hubspot-failure.js';
import { withoutNulls } from '../schemas/without-nulls.js';

/** Understands the body of a success. Where it cannot: `unreadable`, without a word of the body in the message. */
export function readValue<T>(
  { status, text }: { status: number; text: string },
  schema: z.ZodType<T> | undefined,
): HubSpotResult<T> {
  if (schema === undefined) return { ok: true, value: undefined as T, status };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable(status, 'the body is not JSON');
  }
  const read = schema.safeParse(withoutNulls(json));
  if (read.success) return { ok: true, value: read.data, status };
  return unreadable(status, read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; '));
}

function unreadable(status: number, detail: string): HubSpotResult<never> {
  const message = `HubSpot answered ${status} with something else than documented (${detail})`;
  return { ok: false, failure: { kind: 'unreadable', retry: 'never', status, message } };
}
