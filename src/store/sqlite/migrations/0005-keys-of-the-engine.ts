/** Ids of the keys of the engine that took the store last, the one that seals first, with spaces between them. */
export const KEYS_OF_THE_ENGINE = 'ALTER TABLE engine ADD COLUMN keys TEXT;';
