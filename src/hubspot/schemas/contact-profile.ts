import { z } from 'zod';
import { openEnum } from './lenient.js';

const place = openEnum(['HOME', 'WORK']).optional();
const text = z.string().optional();

/** A contact card. Source: OpenAPI `ContactProfile`. */
export const contactProfile = z.looseObject({
  emails: z.array(z.looseObject({ email: z.string(), type: place })).default([]),
  phones: z
    .array(z.looseObject({ phone: z.string(), type: openEnum(['CELL', 'HOME', 'MAIN', 'WORK']).optional() }))
    .default([]),
  addresses: z
    .array(
      z.looseObject({
        street: text,
        city: text,
        state: text,
        zip: text,
        country: text,
        countryCode: text,
        type: place,
      }),
    )
    .default([]),
  urls: z.array(z.looseObject({ url: z.string(), type: place })).default([]),
  name: z.looseObject({ prefix: text, firstName: text, middleName: text, lastName: text, suffix: text }).optional(),
  org: z.looseObject({ company: text, department: text, title: text }).optional(),
});
export type ContactProfile = z.infer<typeof contactProfile>;
