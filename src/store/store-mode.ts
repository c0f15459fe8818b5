/**
 * What a store is opened for. `engine`: to commit. `client`: to append and to read, beside engines or without one. `reader`: to read
 * only; not even the keys that it was opened with are noted.
 */
export type StoreMode = 'engine' | 'client' | 'reader';
