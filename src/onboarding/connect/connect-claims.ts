import type { Address } from '../../contract/address.js';
import type { Json } from '../../contract/json.js';
import { SealedClaims } from '../sealed-claims.js';
import type { ConnectQuery } from './connect-query.js';

/** For so long a form can be sent, ms. */
export const FORM_LIFE_MS = 30 * 60_000;

/** What was filled in, and has been tried, while one more thing is asked. */
export interface ConnectDraft {
  accountName: string;
  settings: Json;
  /** What the credentials belong to: one is to be chosen. Empty: it is to be typed. */
  candidates: readonly Address[];
  /** Chosen; only whether it may be connected once more is to be said. */
  address?: Address;
}

/** What a form was made for. It cannot be changed between the page and its answer, nor sent from another browser. */
export interface FormClaim {
  channel: string;
  query: ConnectQuery;
  /** The cookie of the browser the form was made for. */
  browser: string;
  /** ms since the epoch. */
  expiresAtMs: number;
  draft?: ConnectDraft;
}

/** A browser that waits for HubSpot to be told. */
export interface WaitClaim {
  channel: string;
  /** Of the connection. */
  key: string;
  /** When its form was sent, ms. */
  askedAtMs: number;
  redirectUrl: string;
  /** The cookie of the browser that has sent the form. */
  browser: string;
}

export interface ConnectClaims {
  forms: SealedClaims<FormClaim>;
  waits: SealedClaims<WaitClaim>;
}

export function connectClaims(secrets: readonly Uint8Array[]): ConnectClaims {
  return {
    forms: new SealedClaims<FormClaim>(secrets, 'connect forms'),
    waits: new SealedClaims<WaitClaim>(secrets, 'connect waits'),
  };
}
