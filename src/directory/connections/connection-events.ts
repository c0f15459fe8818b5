import { hash } from 'node:crypto';
import type { ConnectionProblem, ConnectionRow } from './connection-row.js';

/** An admin has filled in the connect page. */
export const CONNECTION_ASKED = 'connection.asked';

export type ConnectionAsked = Pick<
  ConnectionRow,
  | 'key'
  | 'askedAtMs'
  | 'channel'
  | 'accountToken'
  | 'hubspotChannelId'
  | 'inboxId'
  | 'accountName'
  | 'address'
  | 'settings'
  | 'settingsVersion'
>;

/** The owner of the portal has told or asked HubSpot about a connection. */
export const CONNECTION_TRIED = 'connection.tried';

export interface ConnectionTried {
  key: string;
  /** Of the row it was done by. */
  askedAtMs?: number;
  outcome: ConnectionOutcome;
}

export type ConnectionOutcome =
  /** HubSpot has the name and the address. */
  | { kind: 'staged' }
  /** It will not have them. */
  | { kind: 'refused'; problem: ConnectionProblem }
  /** It may have them later. */
  | { kind: 'later'; afterMs: number; problem: ConnectionProblem }
  /** It has made the channel account. */
  | { kind: 'found'; channelAccountId: string }
  /** It has not made it yet. */
  | { kind: 'missing' };

export const CONNECTION_QUEUE = 'connection';

/** How a connection is named: the same however often a form is sent, and without HubSpot's token. */
export function connectionKey({ app, portal, accountToken }: Pick<ConnectionRow, 'app' | 'portal' | 'accountToken'>) {
  return hash('sha256', [app, portal, accountToken].join('\n'), 'base64url').slice(0, 27);
}
