/** How, and how often, webhooks that never came are searched for. */
export interface SweepSettings {
  /** From the beginning of one sweep of a portal to that of the next, ms. */
  everyMs: number;
  /** How far back, ms. */
  lookBackMs: number;
  /** Up to what age a message is still sent, ms. */
  acceptWithinMs: number;
  /** Percent of a portal's quota; 0: no sweeps at all. */
  share: number;
  /** HubSpot's id of an app and its quota in each portal; `undefined`: it is not configured. */
  appOf(name: string): { appId: number; quota: { requests: number; perMs: number } } | undefined;
}

export const SWEEP_SETTINGS = Symbol.for('channelwright.SweepSettings');
