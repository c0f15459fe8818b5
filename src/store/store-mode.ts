/**
 * What a store is opened for. `engine`: to commit. `client`: to append and to read, beside engines or without one. `reader`: to read
 * only; not even the keys that it was opened with are noted, and tables of an earlier version are refused rather than changed.
 * `inspector`: a reader who takes such tables as they are, and finds in them what was there then.
 */
export type StoreMode = 'engine' | 'client' | 'reader' | 'inspector';

export function readsOnly(mode: StoreMode): boolean {
  return mode === 'reader' || mode === 'inspector';
}
