/** Over which provider a customer and the company talk. `chat` is the company's own, behind the webhook adapter. */
export type Way = 'sms' | 'whatsapp' | 'line' | 'telegram' | 'chat';

/** A customer, known to HubSpot by an address. */
export interface Customer {
  name: string;
  way: Way;
  address: { type: 'HS_PHONE_NUMBER' | 'CHANNEL_SPECIFIC_OPAQUE_ID'; value: string };
  /** As the provider writes the address. */
  handle: string;
}

/** @param number from those reserved for fiction, `+1555010…` */
export function smsCustomer(name: string, number: string): Customer {
  return { name, way: 'sms', address: { type: 'HS_PHONE_NUMBER', value: number }, handle: number };
}

export function whatsappCustomer(name: string, number: string): Customer {
  return { name, way: 'whatsapp', address: { type: 'HS_PHONE_NUMBER', value: number }, handle: number.slice(1) };
}

export function lineCustomer(name: string): Customer {
  return opaqueCustomer(name, 'line', `U${Buffer.from(name).toString('hex').padStart(32, '0')}`);
}

/** @param id Telegram's number for the person */
export function telegramCustomer(name: string, id: number): Customer {
  return opaqueCustomer(name, 'telegram', String(id));
}

export function chatCustomer(name: string): Customer {
  return opaqueCustomer(name, 'chat', `user-${name.toLowerCase()}`);
}

function opaqueCustomer(name: string, way: Way, handle: string): Customer {
  return { name, way, address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: handle }, handle };
}
