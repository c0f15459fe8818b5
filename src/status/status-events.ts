import type { PatchOutcome } from './patch-result.js';
import type { HubSpotStatus } from './status-row.js';

/** What this layer tells the fold about its own calls. */
export const STATUS_PATCHED = 'status.patched';
export const STATUS_READ_BACK = 'status.read-back';
export const STATUS_TAKEOVER = 'status.takeover';
/** A PATCH has ended in a process that had lost the slot: it may have landed on top of a newer one. */
export const STATUS_LATE = 'status.late';
/** There is work for a status that is no more. */
export const STATUS_GONE = 'status.gone';

export interface StatusPatchedBody {
  message: string;
  /** What HubSpot was told: by now something else may be desired. */
  sent: HubSpotStatus;
  outcome: PatchOutcome;
}

export interface StatusReadBackBody {
  message: string;
  /** What HubSpot should have shown. */
  compared: HubSpotStatus;
  /** The `readBackAtMs` it was done for: another may have been asked for since. */
  askedForMs: number;
  outcome: ReadBackOutcome;
}

export type ReadBackOutcome =
  | { kind: 'same' }
  | { kind: 'different'; shown: string }
  | { kind: 'later'; untilMs: number }
  /** HubSpot will not show it. */
  | { kind: 'hidden'; detail: string };

/** Messages whose PATCH may have been under way in a process that is no more. */
export interface StatusTakeoverBody {
  messages: string[];
}

export interface StatusLateBody {
  message: string;
  /** Whether HubSpot has answered: if not, the PATCH may still be on its way. */
  answered: boolean;
}

export interface StatusGoneBody {
  message: string;
}
