import type { StatusRow } from './status-row.js';

/** What a call is for; also the class of quota it takes. */
export type StatusUrgency = 'status-failed' | 'status' | 'read-back';

/** What HubSpot is told. */
export interface StatusBody {
  statusType: 'SENT' | 'READ' | 'FAILED';
  errorMessage?: string;
}

/** Why HubSpot has not taken a PATCH. */
export interface StatusRefusal {
  /** HubSpot's word for it, or that of the transport; for journals. */
  code: string;
  /** HubSpot's words. They may quote what was sent, or name a person: to be kept sealed only. */
  detail: string;
}

/** What HubSpot made of a PATCH. */
export type StatusAnswer =
  | { kind: 'taken' }
  /** 404: not there, or not there yet. */
  | ({ kind: 'missing' } & StatusRefusal)
  /** It will never take it. */
  | ({ kind: 'refused' } & StatusRefusal)
  /** Nothing of the kind is taken until the app is installed anew: it has not been tried, as it were. */
  | ({ kind: 'held' } & StatusRefusal)
  /** It was not taken, or taking it again does no harm. */
  | ({ kind: 'later'; afterMs?: number } & StatusRefusal)
  /** It may have been taken, or may be yet: after something newer, at worst. */
  | ({ kind: 'ambiguous' } & StatusRefusal);

/** What HubSpot shows of a message. */
export type ReadAnswer =
  | { kind: 'found'; statusType: string | undefined; errorMessage?: string }
  | { kind: 'missing' | 'refused' | 'held'; detail: string }
  | { kind: 'later'; detail: string; afterMs?: number };

/** The right to make one call. */
export interface StatusPermit {
  update(row: StatusRow, body: StatusBody, signal: AbortSignal): Promise<StatusAnswer>;
  read(row: StatusRow, signal: AbortSignal): Promise<ReadAnswer>;
  /** There is nothing to call for after all. */
  giveBack(): void;
}

/** The two calls of this layer, within the quota of the portal. Nothing rejects. */
export interface StatusCalls {
  /** Until when no call of this urgency can start, ms since the epoch; `undefined`: one can now. */
  heldUntil(app: string, portal: string, urgency: StatusUrgency): number | undefined;
  /** `undefined`: none can start now. */
  permit(app: string, portal: string, urgency: StatusUrgency): StatusPermit | undefined;
}

export const STATUS_CALLS = Symbol.for('channelwright.StatusCalls');
