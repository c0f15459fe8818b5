import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import type { ConnectionRow } from '../../directory/connections/connection-row.js';
import type { IngressRequest, IngressResponse, RequestHead } from '../../ingress/http/ingress-request.js';
import { requestTarget } from '../../ingress/http/public-url.js';
import type { Random } from '../../policy/random.js';
import { PAGE_LANGUAGES, type PageLanguage, pageLanguage } from '../page-language.js';
import type { ConnectDeps } from './connect-deps.js';
import { type Reader, sayingPage } from './connect-pages.js';
import type { ConnectQuery } from './connect-query.js';
import type { ConnectTrouble } from './connect-texts.js';
import { connectTexts } from './texts-in.js';

const STATUS: Record<ConnectTrouble, number> = {
  'unknown-channel': 404,
  'channel-elsewhere': 503,
  'not-read': 503,
  'bad-link': 400,
  'wrong-method': 405,
  'wrong-type': 415,
  'too-large': 413,
  'not-our-form': 400,
  'no-cookie': 403,
  'other-site': 403,
  expired: 422,
  'too-often': 429,
  clash: 409,
  'not-released': 403,
  unsuitable: 501,
  'not-kept': 503,
  failed: 500,
};

const HEADERS: Partial<Record<ConnectTrouble, Record<string, string>>> = {
  'wrong-method': { allow: 'GET, POST' },
  // The next process that is asked may know it.
  'channel-elsewhere': { 'retry-after': '5', refresh: '5' },
};

/** One request of a browser to a page of a channel. */
export interface Visit {
  request: IngressRequest;
  params: URLSearchParams;
  channel: ChannelRuntime;
  appBaseUrl: string;
  reader: Reader;
}

/** `lang` in the query, else what the browser asks for. */
function visitLanguage({ headers }: RequestHead, params: URLSearchParams): PageLanguage {
  const asked = params.get('lang');
  return PAGE_LANGUAGES.find((language) => language === asked) ?? pageLanguage(headers['accept-language']);
}

export function queryOf({ url }: RequestHead): URLSearchParams {
  const target = requestTarget(url);
  const at = target.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : target.slice(at + 1));
}

export function readerOf(request: RequestHead): Reader {
  const language = visitLanguage(request, queryOf(request));
  return { language, texts: connectTexts(language) };
}

/** By which what a page says is found in our log. */
export function referenceOf(random: Random): string {
  return random.uuid().slice(0, 8);
}

/** HubSpot makes one account of a link: whoever opens it again is told which, and where to begin another. */
export function usedPage(
  { address }: Pick<ConnectionRow, 'address'>,
  { redirectUrl }: Pick<ConnectQuery, 'redirectUrl'>,
  reader: Reader,
): IngressResponse {
  return sayingPage({ status: 409, saying: reader.texts.used(address.value), backTo: redirectUrl }, reader);
}

/** Ends in a page that says what to do. Its reference is in our log, beside what has happened. */
export function troublePage(
  deps: Pick<ConnectDeps, 'log' | 'random'>,
  trouble: ConnectTrouble,
  reader: Reader,
  { backTo, ...fields }: Record<string, unknown> & { backTo?: string } = {},
): IngressResponse {
  const reference = referenceOf(deps.random);
  deps.log.warn('the connect page could not go on', { reference, trouble, ...fields });
  const status = STATUS[trouble];
  const headers = { ...reader.headers, ...HEADERS[trouble] };
  const saying = reader.texts.trouble[trouble];
  return sayingPage({ status, saying, reference, ...(backTo === undefined ? {} : { backTo }) }, { ...reader, headers });
}
