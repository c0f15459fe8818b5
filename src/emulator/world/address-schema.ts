import { z } from 'zod';

/** An address as the control API takes it. */
export const addressSchema = z.strictObject({
  type: z.enum(['HS_PHONE_NUMBER', 'HS_EMAIL_ADDRESS', 'HS_SHORT_CODE', 'CHANNEL_SPECIFIC_OPAQUE_ID']),
  value: z.string().min(1),
});
