import { timingSafeEqual } from 'node:crypto';
import type { FormClaim } from './connect-claims.js';
import { FORM } from './connect-form.js';
import type { ConnectParts } from './connect-parts.js';
import type { ConnectTrouble } from './connect-texts.js';
import type { Visit } from './connect-visit.js';

/** Bytes, and fields, of a form of ours, at most. */
const MOST_BYTES = 65_536;
const MOST_FIELDS = 200;

export type SentForm = { ok: true; claim: FormClaim; fields: URLSearchParams } | { ok: false; trouble: ConnectTrouble };

/**
 * Opens a form that was sent: it must be one of ours, for this channel, from the browser it was made for, and from our own page. What
 * HubSpot said in the query is in the claim, so nobody has changed it since the page was shown.
 */
export function openForm({ claims, cookie }: Pick<ConnectParts, 'claims' | 'cookie'>, visit: Visit): SentForm {
  const { headers, body } = visit.request;
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '')) return no('wrong-type');
  if (body.length > MOST_BYTES) return no('too-large');
  const fields = new URLSearchParams(Buffer.from(body).toString('utf8'));
  if (fields.size > MOST_FIELDS) return no('too-large');
  // Browsers say where a form comes from; those that do not are left to the cookie.
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return no('other-site');
  const sealed = fields.getAll(FORM.claim);
  const claim = sealed.length === 1 ? claims.forms.open(sealed[0] ?? '') : undefined;
  if (claim?.channel !== visit.channel.name) return no('not-our-form');
  const browser = cookie.in(headers['cookie']);
  if (browser === undefined || !isSame(browser, claim.browser)) return no('no-cookie');
  return { ok: true, claim, fields };
}

function no(trouble: ConnectTrouble): SentForm {
  return { ok: false, trouble };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
