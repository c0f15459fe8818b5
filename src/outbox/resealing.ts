/** Which sealed rows of a table to look at: the next ones after a row. */
export interface ResealRequest {
  table: string;
  /** Where the page before has ended. Absent: from the first row. */
  after?: string | number;
  /** Rows to look at. */
  limit: number;
  /** Only look. */
  check?: boolean;
}

export interface ResealedPage {
  /** Rows under each key as they were found, by its id. */
  found: Record<string, number>;
  /** Rows that are under the first key now and were not. */
  resealed: number;
  /** Absent: that was the last page. */
  next?: string | number;
}

/** A process that writes into the store now. */
export interface LiveSealer {
  name: string;
  /** Ids of its keys, the one that seals first. Empty: not known. */
  keys: readonly string[];
}

/** What a store offers for a change of its encryption keys, beside running engines. */
export interface Resealing {
  /** Ids of our own keys, the one that seals first. */
  readonly keyIds: readonly string[];
  readonly sealedTables: readonly string[];

  /**
   * Seals rows that are under another key anew under the first one. What is written meanwhile is left as it is: a row is replaced only
   * where it is still the one that was opened. A row that none of our keys opens stays, and so does one that is being written.
   */
  reseal(request: ResealRequest): Promise<ResealedPage>;

  /** Those who write now. Without an engine: none. */
  sealers(): Promise<LiveSealer[]>;

  /** Only our first key counts as used here from now on, so that a start without the others is no mistake. */
  forgetOtherKeys(): Promise<void>;
}
