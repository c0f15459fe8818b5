/**
 * The kinds of delivery identifier HubSpot knows.
 * Source: HubSpot OpenAPI, `PublicDeliveryIdentifier.type`.
 */
export type AddressType = 'HS_PHONE_NUMBER' | 'HS_EMAIL_ADDRESS' | 'HS_SHORT_CODE' | 'CHANNEL_SPECIFIC_OPAQUE_ID';

/**
 * One peer or one of our own senders, in HubSpot's terms. An adapter translates the provider's form at its edge: a phone
 * number is E.164 with its `+`; whatever only the provider understands is `CHANNEL_SPECIFIC_OPAQUE_ID`.
 */
export interface Address {
  type: AddressType;
  value: string;
}
