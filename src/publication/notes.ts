import type { ContentItem } from '../contract/content-item.js';
import type { EditEvent, ProviderEvent, ReactionEvent } from '../contract/provider-event.js';
import { namesakesBefore } from '../directory/accounts/namesakes.js';
import { CONVERSATIONS, type ConversationRow } from '../directory/people/conversation-row.js';
import { type ConversationOwner, findConversation } from '../directory/people/conversations.js';
import type { Tx } from '../outbox/tx.js';
import type { TraceParent } from '../policy/traces.js';
import { idRefKey, MESSAGES, REFS, waitKey } from '../status/message-row.js';
import { phrasesFor } from './phrases.js';
import { enqueue, filesOf, type PublicationTimes } from './publication-draft.js';
import { PUBLICATIONS, type PublicationRow, publicationKey } from './publication-row.js';

type Note = ProviderEvent & (EditEvent | ReactionEvent);

/** Where a note belongs, and whose it is. */
interface Place {
  conversation: ConversationRow;
  direction: PublicationRow['direction'];
  from: PublicationRow['from'];
}

/** What a note needs to be written. */
export interface NoteContext {
  language: string;
  times: PublicationTimes;
  trace: TraceParent | undefined;
  /** It has waited for its message long enough. */
  overdue: boolean;
}

/** How long a note waits for the message it is about, ms. The webhook of that may have been refused, and come again later. */
export const NOTE_WAIT_MS = 3_600_000;

/**
 * HubSpot has no edits, deletions and reactions: they become short texts that answer the message they are about. One about a
 * message we do not see in time is only put on record, since nobody knows where it belongs.
 */
export function publishNote(
  tx: Tx,
  owner: ConversationOwner,
  note: Note,
  { language, times, trace, overdue }: NoteContext,
): PublicationRow | undefined {
  const key = publicationKey(owner.account, note.of, `note:${note.dedupeKey}`);
  if (tx.get(PUBLICATIONS, key)) return undefined;
  const place = note.kind === 'reaction' ? placeOfReaction(tx, owner, note) : placeOfEdit(tx, owner, note);
  if (!place && !overdue) {
    tx.park(waitKey(owner, { of: 'id', ref: note.of }), tx.nowMs + NOTE_WAIT_MS);
    return undefined;
  }
  if (!place) {
    // Not of what: ids of some providers tell an address, and the journal is not sealed.
    tx.journal({ type: 'note.unmatched', atMs: tx.nowMs, ...owner, data: { kind: note.kind } });
    return undefined;
  }
  if (place.conversation.erasingSinceMs !== undefined) return undefined;
  const items = contentOf(note, language);
  const described = {
    key,
    providerId: note.of,
    kind: 'note' as const,
    direction: place.direction,
    from: place.from,
    atMs: ('atMs' in note ? note.atMs : undefined) ?? tx.nowMs,
    sequence: 0,
    replyTo: note.of,
    files: filesOf(`${note.of}/${note.dedupeKey}`, items),
    ...(trace === undefined ? {} : { trace }),
  };
  return enqueue(tx, place.conversation, described, items, times);
}

function placeOfEdit(tx: Tx, { account }: ConversationOwner, { of }: EditEvent): Place | undefined {
  const original = originalOf(tx, account, of);
  const conversation = original && tx.get(CONVERSATIONS, original.conversation);
  return conversation && { conversation, direction: original.direction, from: original.from };
}

/** A customer reacts to the agent's messages as well as to the own ones. */
function placeOfReaction(tx: Tx, { account }: ConversationOwner, { of, from }: ReactionEvent): Place | undefined {
  const original = originalOf(tx, account, of);
  const ref = original ? undefined : firstOf(withBefore(tx, account), (key) => tx.get(REFS, idRefKey(key, of)));
  const key = original?.conversation ?? (ref && tx.get(MESSAGES, ref.message)?.conversation);
  const conversation = key === undefined ? findConversation(tx, account, from) : tx.get(CONVERSATIONS, key);
  return conversation && { conversation, direction: 'INCOMING', from };
}

/** Whoever heard it: what is said of it belongs where it is. */
function originalOf(tx: Tx, account: string, of: string): PublicationRow | undefined {
  return firstOf(withBefore(tx, account), (key) => tx.get(PUBLICATIONS, publicationKey(key, of)));
}

function withBefore(tx: Tx, account: string): string[] {
  return [account, ...namesakesBefore(tx, account)];
}

function firstOf<T>(keys: readonly string[], find: (key: string) => T | undefined): T | undefined {
  for (const key of keys) {
    const found = find(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function contentOf(note: Note, language: string): ContentItem[] {
  const phrases = phrasesFor(language);
  switch (note.kind) {
    case 'deleted':
      return [{ kind: 'text', text: phrases.deleted }];
    case 'reaction':
      return [{ kind: 'text', text: note.emoji === undefined ? phrases.reactionRemoved : phrases.reacted(note.emoji) }];
    case 'edited':
      return edited(note.content ?? [], phrases.edited);
  }
}

/** The mark goes before the first text; the rest is what the message now is. */
function edited(content: ContentItem[], mark: (text: string) => string): ContentItem[] {
  const at = content.findIndex((item) => item.kind === 'text');
  const text = content[at];
  if (text?.kind !== 'text') return [{ kind: 'text', text: mark('').trim() }, ...content];
  return content.with(at, { kind: 'text', text: mark(text.text) });
}
