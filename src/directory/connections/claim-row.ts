import { hash } from 'node:crypto';
import type { Table } from '../../outbox/table.js';

/** The connection of a claim, and when its form was sent, ms: sent again, it has to claim again. */
export interface ClaimHolder {
  connection: string;
  askedAtMs: number;
}

/**
 * For which portal a provider's name of an address is being connected, so that no two are told of the same customer. It decides
 * between connections that HubSpot has confirmed; of those that are older, the accounts tell.
 */
export interface ClaimRow {
  key: string;
  app: string;
  portal: string;
  /** Raised by every claim: whoever takes the place of another portal says which claim it has found void. */
  version: number;
  /** The portal's own, the newest first. */
  holders: ClaimHolder[];
  atMs: number;
}

export const CLAIMS: Table<ClaimRow> = {
  name: 'claims',
  key: (row) => row.key,
  columns: (row) => ({ at: row.atMs }),
};

/** @param identity as the channel's adapter names the account */
export function claimKey(channel: string, identity: string): string {
  return hash('sha256', `${channel}\n${identity}`, 'base64url');
}
