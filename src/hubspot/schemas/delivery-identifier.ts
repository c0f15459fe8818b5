import { z } from 'zod';
import { openEnum } from './lenient.js';

/** Source: HubSpot OpenAPI, `PublicDeliveryIdentifier`. */
export const deliveryIdentifierType = openEnum([
  'CHANNEL_SPECIFIC_OPAQUE_ID',
  'HS_EMAIL_ADDRESS',
  'HS_PHONE_NUMBER',
  'HS_SHORT_CODE',
]);

const value = z.union([z.string(), z.number().transform(String)]);

export const deliveryIdentifier = z.looseObject({ type: deliveryIdentifierType, value });

/** As webhooks give it: the object, or only its value (the guide says so). */
export const looseDeliveryIdentifier = z.union([
  z.looseObject({ type: deliveryIdentifierType.optional(), value }),
  value.transform((bare) => ({ value: bare })),
]);
