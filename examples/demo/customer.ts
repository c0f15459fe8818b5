/** How a customer and the company talk: over Twilio, or in a chat of the company's own behind the webhook adapter. */
export type Way = 'sms' | 'whatsapp' | 'chat';

/** A customer, known to HubSpot by an address. */
export interface Customer {
  name: string;
  way: Way;
  address: { type: 'HS_PHONE_NUMBER' | 'CHANNEL_SPECIFIC_OPAQUE_ID'; value: string };
}

/** @param number from those reserved for fiction, `+1555010…` */
export function smsCustomer(name: string, number: string): Customer {
  return { name, way: 'sms', address: { type: 'HS_PHONE_NUMBER', value: number } };
}

export function whatsappCustomer(name: string, number: string): Customer {
  return { name, way: 'whatsapp', address: { type: 'HS_PHONE_NUMBER', value: number } };
}

export function chatCustomer(name: string): Customer {
  return { name, way: 'chat', address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: `user-${name.toLowerCase()}` } };
}

/** As Twilio writes it. */
export function twilioAddress({ way, address }: Customer): string {
  return way === 'whatsapp' ? `whatsapp:${address.value}` : address.value;
}
