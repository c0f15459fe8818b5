/** What listeners hear of a portal. */
export interface PortalPayload {
  app: string;
  portal: string;
  atMs: number;
}

export interface PortalConnectedPayload extends PortalPayload {
  /** What the app needs and was not granted; absent: nothing. */
  missingScopes?: string[];
}
