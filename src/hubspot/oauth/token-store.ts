/** A portal's tokens as they are kept. `version` rises with every change. */
export interface StoredTokens {
  version: number;
  refreshToken: string;
  accessToken?: string;
  /** When the access token expires, ms since the epoch. */
  expiresAtMs?: number;
}

/** Where tokens are kept, encrypted. */
export interface TokenStore {
  load(app: string, portal: string): Promise<StoredTokens | undefined>;
  /**
   * Compare and set: writes only where the stored version is still `expectedVersion`, and answers whether it did. Resolves
   * when durable.
   */
  save(app: string, portal: string, tokens: StoredTokens, expectedVersion: number): Promise<boolean>;
}
