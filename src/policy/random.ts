/** Randomness, injected. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A UUID, version 4. */
  uuid(): string;
}
