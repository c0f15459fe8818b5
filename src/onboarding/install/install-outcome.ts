/** What came of an install, as the person who did it needs to know. */
export type InstallOutcome =
  | {
      kind: 'installed';
      portalId: string;
      /** What the app needs and was not granted. */
      missingScopes: string[];
      /** When it was kept, ms since the epoch. */
      installedAtMs: number;
      /** Whether this process already works with it; else it will in a moment. */
      known: boolean;
      returnTo?: string;
    }
  /** Not begun in this browser, begun too long ago, or ended already. */
  | { kind: 'stale' }
  /** HubSpot sent the browser back with an error, in its own words. */
  | { kind: 'declined'; description: string }
  /** HubSpot does not take the code (any more). */
  | { kind: 'code-refused' }
  /** Another account was chosen than the one it was for. */
  | { kind: 'other-portal'; asked: string; chosen: string }
  /** Whoever runs the app has to mend something. */
  | { kind: 'misconfigured' }
  /** HubSpot or our store cannot say now. */
  | { kind: 'unavailable' };
