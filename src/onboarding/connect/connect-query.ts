import { connectionKey } from '../../directory/connections/connection-events.js';
import { returnAddress } from './return-address.js';

/** What HubSpot says when it opens the page. Anybody may have written it: only HubSpot's answer to the staging token proves it. */
export interface ConnectQuery {
  /** HubSpot's staging token: names the connection that an admin has begun. */
  accountToken: string;
  /** HubSpot's id of the channel. */
  channelId: string;
  inboxId: string;
  portalId: string;
  /** Where the browser goes when all is done. */
  redirectUrl: string;
}

export type ReadQuery = { ok: true; query: ConnectQuery } | { ok: false; parameter: keyof ConnectQuery };

const ID = /^[1-9]\d{0,18}$/;
const TOKEN = /^[\x21-\x7e]{1,256}$/;

/**
 * Reads the query of the connect page. A parameter that comes twice is refused: who reads the first and who the last would not mean
 * the same.
 */
export function readConnectQuery(
  params: URLSearchParams,
  { hubspotChannelId, appBaseUrl }: { hubspotChannelId: string | undefined; appBaseUrl: string },
): ReadQuery {
  const one = (name: keyof ConnectQuery): string => {
    const values = params.getAll(name);
    return values.length === 1 ? (values[0] ?? '') : '';
  };
  const [accountToken, channelId, inboxId, portalId] = [
    one('accountToken'),
    one('channelId'),
    one('inboxId'),
    one('portalId'),
  ];
  if (!TOKEN.test(accountToken)) return { ok: false, parameter: 'accountToken' };
  if (hubspotChannelId === undefined || channelId !== hubspotChannelId) return { ok: false, parameter: 'channelId' };
  if (!ID.test(inboxId)) return { ok: false, parameter: 'inboxId' };
  if (!ID.test(portalId)) return { ok: false, parameter: 'portalId' };
  const redirectUrl = returnAddress(one('redirectUrl'), appBaseUrl);
  if (redirectUrl === undefined) return { ok: false, parameter: 'redirectUrl' };
  return { ok: true, query: { accountToken, channelId, inboxId, portalId, redirectUrl } };
}

/** Under which key the connection is that HubSpot has opened the page for. */
export function keyOf(app: string, { portalId: portal, accountToken }: ConnectQuery): string {
  return connectionKey({ app, portal, accountToken });
}
