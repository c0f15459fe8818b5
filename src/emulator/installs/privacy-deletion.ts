import { z } from 'zod';
import { invalid, notFound } from '../answers/api-error.js';
import { addressSchema } from '../world/address-schema.js';
import { addressKey } from '../world/identifiers.js';
import type { Contact } from '../world/model.js';
import type { World } from '../world/world.js';
import { tellPrivacyDeletion } from './journal.js';

export const privacyDeletionSchema = z
  .strictObject({
    portalId: z.string(),
    /** HubSpot's id of the contact. */
    objectId: z.string().optional(),
    /** An address of the contact. */
    address: addressSchema.optional(),
    /** What the journal tells of the contact besides its id. What HubSpot tells is not documented. Default: nothing. */
    properties: z.record(z.string(), z.string()).default({}),
  })
  .refine(({ objectId, address }) => (objectId === undefined) !== (address === undefined), {
    message: 'either objectId or address',
  });

export type PrivacyDeletionSettings = z.input<typeof privacyDeletionSchema>;

/**
 * An admin deletes a contact for good, as the law of privacy demands. Its threads stay, as those of nobody.
 *
 * @throws ZodError for settings of the wrong shape; ApiError 404 for an unknown contact
 */
export function privacyDeletion(settings: PrivacyDeletionSettings, world: World): { objectId: string } {
  const { portalId, objectId, address, properties } = privacyDeletionSchema.parse(settings);
  const { contacts, contactsByAddress } = world.state;
  const contact =
    address === undefined ? contacts.get(objectId ?? '') : contactsByAddress.get(`${portalId}/${addressKey(address)}`);
  if (contact?.portalId !== portalId) throw notFound('contact', objectId ?? 'with this address');
  forget(contact, world);
  tellPrivacyDeletion({ portalId, objectId: numeric(contact), properties }, world);
  return { objectId: contact.id };
}

function numeric({ id }: Contact): string {
  if (!/^\d{1,15}$/.test(id)) throw invalid('The id of this contact is not a number.');
  return id;
}

function forget({ id, portalId, addresses }: Contact, { state }: World): void {
  state.contacts.delete(id);
  for (const address of addresses) state.contactsByAddress.delete(`${portalId}/${addressKey(address)}`);
}
