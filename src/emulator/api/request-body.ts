import type { z } from 'zod';
import { withoutNulls } from '../../hubspot/schemas/without-nulls.js';
import { invalid } from '../answers/api-error.js';
import type { ApiCall } from './operation.js';

/** The JSON body of a call. @throws ApiError 400 where it is not JSON, or not of this shape */
export function readBody<T extends z.ZodType>(call: ApiCall, schema: T): z.output<T> {
  const read = schema.safeParse(withoutNulls(parseJson(call.body)));
  if (read.success) return read.data;
  throw invalid('Invalid input JSON: some fields are missing or of the wrong kind.', {
    errors: read.error.issues.map((issue) => ({ message: issue.message, in: issue.path.join('.') })),
  });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw invalid('Invalid input JSON on line 1, column 1: the body cannot be parsed.');
  }
}
