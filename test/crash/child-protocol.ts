import type { ClockSettings } from './fast-clock.js';
import type { Armed } from './kill-point.js';

/** The configuration a child is started with, as far as anybody looks into it. */
export interface ChildConfig extends Record<string, unknown> {
  apps: { main: { apiBaseUrl: string; [setting: string]: unknown } };
}

/** What the parent asks of a child. */
export type Order =
  /** Port 0: any. */
  | { kind: 'start'; config: ChildConfig; port: number; clock: ClockSettings; armed?: Armed | undefined }
  | { kind: 'arm'; armed?: Armed | undefined }
  | { kind: 'count' }
  | { kind: 'survey' }
  /** Gracefully, and to end. */
  | { kind: 'stop' };

/** What a child tells its parent. */
export type Report =
  | { kind: 'ready'; port: number }
  | { kind: 'failed'; detail: string }
  | { kind: 'left'; left: Left }
  | { kind: 'surveyed'; owners: Owners };

/** Of a fleet: the process that owns each slot, by its id. */
export type Owners = Record<number, number>;

/** What is not done yet. */
export interface Left {
  inbox: number;
  lanes: number;
  dirty: number;
  /** Keys of due work. */
  work: string[];
  deadLetters: number;
}

/** How the keys of work begin that is no work left to be done. */
export const PROTOCOL = {
  waitsForReceipts: 'receipt-deadline:',
  /** Each portal is swept for ever. */
  comesAgain: 'sweep:',
} as const;
