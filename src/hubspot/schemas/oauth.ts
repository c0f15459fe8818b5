import { z } from 'zod';
import { decorative, id } from './lenient.js';

/** A list; OAuth itself writes them into one string. */
const scopes = decorative(
  z.union([z.array(z.string()), z.string().transform((all) => all.split(/\s+/).filter(Boolean))]),
);

/** Source: HubSpot OpenAPI "OAuth v3", `AccessTokenResponse`; client credentials have no refresh token. */
export const tokenResponse = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  /** Seconds. Left out: the 1800 HubSpot documents. */
  expires_in: z.coerce.number().positive().default(1800),
  token_type: decorative(z.string()),
  hub_id: decorative(id),
  user_id: decorative(id),
  scopes,
});

/** Source: HubSpot OpenAPI "OAuth v3", the answer to an introspection. */
export const tokenFacts = z.looseObject({
  active: decorative(z.boolean()),
  hub_id: decorative(id),
  app_id: decorative(id),
  scopes,
});
