import type { Account, Address } from 'channelwright/adapter';
import type { WhatsAppAccountSettings } from './settings.js';

const NUMBER = /^\+?(\d{5,15})$/;
/** Country code, a dot (`ENT.` before the id of a parent), letters and digits. Source: Meta, "Business-scoped user IDs". */
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** What Meta may know a person by. Either may be missing: who has a username may hide the number. */
export interface Names {
  /** The number as WhatsApp writes it: digits without a `+`. */
  waId?: string | undefined;
  /** The business-scoped user ID (BSUID). */
  userId?: string | undefined;
}

/** WhatsApp's digits as HubSpot's number. */
export function numberAddress(waId: string | undefined): Address | undefined {
  const digits = NUMBER.exec(waId ?? '')?.[1];
  return digits === undefined ? undefined : { type: 'HS_PHONE_NUMBER', value: `+${digits}` };
}

export function userIdAddress(userId: string | undefined): Address | undefined {
  return userId !== undefined && USER_ID.test(userId)
    ? { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: userId }
    : undefined;
}

export function groupAddress(groupId: string): Address {
  return { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: groupId };
}

/** The number where it is known, since HubSpot finds contacts by it and every kind of message may go to it; else the user ID. */
export function peerAddress({ waId, userId }: Names): Address | undefined {
  return numberAddress(waId) ?? userIdAddress(userId) ?? userIdAddress(waId);
}

/** Both addresses of a person of whom number and user ID are known. */
export function bothAddresses({ waId, userId }: Names): { number: Address; user: Address } | undefined {
  const [number, user] = [numberAddress(waId), userIdAddress(userId)];
  return number && user && { number, user };
}

export function isGroup({ type, value }: Address): boolean {
  return type === 'CHANNEL_SPECIFIC_OPAQUE_ID' && !USER_ID.test(value);
}

/** Whom a message goes to, as the API wants it said. Source: Meta, "Messages API". */
export function recipientOf(address: Address): Record<string, string> {
  const { type, value } = address;
  if (isGroup(address)) return { recipient_type: 'group', to: value };
  const individual = { recipient_type: 'individual' };
  return type === 'CHANNEL_SPECIFIC_OPAQUE_ID'
    ? { ...individual, recipient: value }
    : { ...individual, to: value.replace(/^\+/, '') };
}

/** How a webhook that names no number is led to an account. Several numbers of one WABA share it: then nobody is found. */
export function wabaIdentity(wabaId: string): string {
  return `waba:${wabaId}`;
}

export function identitiesOf({ settings: { phoneNumberId, wabaId } }: Account<WhatsAppAccountSettings>): string[] {
  return wabaId === undefined ? [phoneNumberId] : [phoneNumberId, wabaIdentity(wabaId)];
}
