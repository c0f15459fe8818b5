/** The kind of the event that erases a few rows. */
export const ERASE_SLICE = 'erasure.slice';

/**
 * How far something has been looked through: what waits in the inbox first, since all that can become of it is a dead letter;
 * then the dead letters, by their time, since new ones come at the end. `askedAtMs`: it was asked for once more then, and begins anew.
 */
export type EraseCursor =
  | { in: 'parked'; after: number; askedAtMs?: number }
  | { in: 'letters'; after: LetterPlace }
  /** Letters of which not even the portal is known. */
  | { in: 'lost'; after: LetterPlace }
  /** What was published of a group. */
  | { in: 'group'; after: LetterPlace };

export type LetterPlace = { atMs: number; key: string };

/** Rows that go in one commit. They were looked up before, so each is looked at again as it is then. */
export interface EraseSlice {
  /** Key of the piece of work that it is of. */
  work: string;
  /** Conversations to be forgotten, and whether everything of each is in this slice. */
  conversations: { key: string; whole: boolean }[];
  publications: string[];
  /** Of a group that stays. */
  ofMember: string[];
  messages: string[];
  /** Dead letters. */
  letters: string[];
  /** Those that may be others' too: their content goes. */
  emptied?: string[];
  /** Events of the inbox that wait for something, by their numbers. */
  parked: number[];
  /** From where on it was looked up; absent: from the beginning. */
  from?: EraseCursor;
  /** From where on the next slice looks, where what is left alone is not to be looked at again. */
  cursor?: EraseCursor;
  /** Nothing else is left. */
  last: boolean;
}

/** What a slice holds, apart from what it was looked up for. */
export type Slice = Omit<EraseSlice, 'work' | 'from'>;

export const NOTHING: Omit<Slice, 'last'> = {
  conversations: [],
  publications: [],
  ofMember: [],
  messages: [],
  letters: [],
  parked: [],
};
