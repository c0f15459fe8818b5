import type { Address } from '../../contract/address.js';
import { addressKey } from '../world/identifiers.js';
import type { Contact, Participant } from '../world/model.js';
import type { World } from '../world/world.js';

interface Peer {
  portalId: string;
  address: Address;
  name?: string | undefined;
  /** The contact that the publication asks for. */
  contactId?: string | undefined;
}

/** The contact with this address, made where there is none, as HubSpot does with the scope `crm.objects.contacts.write`. */
export function contactFor({ portalId, address, name, contactId }: Peer, { state }: World): Contact {
  const key = `${portalId}/${addressKey(address)}`;
  const known = contactId === undefined ? state.contactsByAddress.get(key) : state.contacts.get(contactId);
  const contact: Contact = known ?? { id: contactId ?? state.newId('contact'), portalId, addresses: [] };
  if (name !== undefined) contact.name ??= name;
  if (!contact.addresses.some((each) => addressKey(each) === addressKey(address))) contact.addresses.push(address);
  state.contacts.set(contact.id, contact);
  state.contactsByAddress.set(key, contact);
  return contact;
}

const visitorId = (contact: Contact): string => `V-${contact.id}`;

/** The contact as a sender or recipient of a message. */
export function asParticipant(contact: Contact, address: Address, name?: string): Participant {
  const shown = name ?? contact.name;
  return { actorId: visitorId(contact), ...(shown === undefined ? {} : { name: shown }), address };
}
