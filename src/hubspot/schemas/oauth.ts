import { z } from 'zod';
import { decorative, id } from './lenient.js';

/** Source: HubSpot OpenAPI "OAuth v3", `AccessTokenResponse`; client credentials have no refresh token. */
export const tokenResponse = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  /** Seconds. Left out: the 1800 HubSpot documents. */
  expires_in: z.coerce.number().positive().default(1800),
  token_type: decorative(z.string()),
  hub_id: decorative(id),
  user_id: decorative(id),
  scopes: decorative(z.array(z.string())),
});
