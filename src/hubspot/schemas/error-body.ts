import { z } from 'zod';
import { decorative } from './lenient.js';

const text = decorative(z.string());
const context = decorative(
  z.record(z.string(), z.union([z.array(z.coerce.string()), z.string().transform((one) => [one])])),
);

const detail = z.looseObject({ message: text, code: text, in: text, subCategory: text, context });

/**
 * The body of an error. HubSpot asks to treat every member as optional. `errorType`, `policyName` and `groupName` come with
 * 429; `error` and `error_description` from the token endpoint. Source: OpenAPI `Error`, "Error handling", live bodies.
 */
export const errorBody = z.looseObject({
  status: text,
  category: text,
  subCategory: text,
  message: text,
  correlationId: text,
  context,
  links: decorative(z.record(z.string(), z.string())),
  errors: decorative(z.array(detail)),
  errorType: text,
  policyName: text,
  groupName: text,
  error: text,
  error_description: text,
});
export type ErrorBody = z.infer<typeof errorBody>;
