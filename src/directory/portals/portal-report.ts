/** What calls to HubSpot, or HubSpot's own journal, tell about a portal. */
export const PORTAL_REPORT = 'directory.portal';

export type PortalReport =
  /** The tokens of this version are refused for good. */
  | { kind: 'refused'; version: number; detail: string }
  /** HubSpot says that the app was removed, ms since the epoch. */
  | { kind: 'uninstalled'; atMs: number }
  /** HubSpot moves the portal's data and asks to be left alone until then, ms since the epoch. */
  | { kind: 'suspended'; untilMs: number; detail: string }
  /** A call was refused for want of scopes: those that HubSpot names. */
  | { kind: 'lacks-scopes'; call: string; scopes: string[]; detail: string }
  /** A call that was refused for want of scopes has been taken. */
  | { kind: 'taken'; call: string };

/** The time that HubSpot has asked for is over: an event of the timer of this name. */
export const PORTAL_RETURNS = 'portal-returns';
