import type { Tx } from '../../outbox/tx.js';
import { ALIASES, aliasKey, CONVERSATIONS, type ContactAlias, type ConversationRow } from './conversation-row.js';

/** How many conversations of one contact are found again on one account: a contact may have several numbers. */
const MOST_CONVERSATIONS = 5;

/** HubSpot calls contacts so among the authors of messages. Source: HubSpot, conversations guide, "Actors". */
const CONTACT = /^V-(\d+)$/;

/** HubSpot has named the peer of a conversation, in an answer or a webhook. Answers the conversation as it is then. */
export function learnContact(tx: Tx, conversation: ConversationRow, actorId: string | undefined): ConversationRow {
  const contactId = CONTACT.exec(actorId ?? '')?.[1];
  if (contactId === undefined || contactId === conversation.contactId) return conversation;
  const { account, key } = conversation;
  const places = placesOf(contactId).map((address) => ({ address, row: tx.get(ALIASES, aliasKey(account, address)) }));
  const isNamed = places.some(({ row }) => row?.conversation === key);
  const free = places.find(({ row }) => row === undefined);
  if (free && !isNamed) tx.put(ALIASES, { account, address: free.address, conversation: key });
  const named = { ...conversation, contactId };
  tx.put(CONVERSATIONS, named);
  return named;
}

/** The conversations of a contact on an account, as far as HubSpot has told us of them. */
export function conversationsOfContact(tx: Tx, account: string, contactId: string): ConversationRow[] {
  return placesOf(contactId).flatMap((address) => {
    const alias = tx.get(ALIASES, aliasKey(account, address));
    return (alias && tx.get(CONVERSATIONS, alias.conversation)) ?? [];
  });
}

function placesOf(contactId: string): ContactAlias[] {
  return Array.from({ length: MOST_CONVERSATIONS }, (_, index) => {
    return { type: 'HUBSPOT_CONTACT', value: `${contactId}/${index + 1}` };
  });
}
