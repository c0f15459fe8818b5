import type { IngressResponse } from '../../ingress/http/ingress-request.js';
import { publicUrl } from '../../ingress/http/public-url.js';
import type { Asker } from '../fair-limit.js';
import type { FormClaim } from './connect-claims.js';
import { FORM } from './connect-form.js';
import { formPage } from './connect-pages.js';
import type { ConnectParts } from './connect-parts.js';
import type { ConnectQuery } from './connect-query.js';
import { referenceOf, type Visit } from './connect-visit.js';
import { returnOrigins } from './return-address.js';

/** Who has sent a form, for the limits. */
export function askerOf({ proof }: ConnectParts, { request, channel }: Visit, { portalId }: ConnectQuery): Asker {
  return { client: request.client, admin: proof.of(request.headers['cookie'], channel.app, portalId) };
}

/** Too much is being tried. Whoever signs in at HubSpot goes on: the app is installed once more, which changes nothing. */
export function crowdedPage(
  parts: ConnectParts,
  { channel, appBaseUrl, reader }: Visit,
  claim: FormClaim,
): IngressResponse {
  const reference = referenceOf(parts.random);
  const at = { app: channel.app, channel: channel.name, portal: claim.query.portalId };
  parts.log.warn('the connect page could not go on', { reference, trouble: 'too-often', ...at });
  const { title, text } = reader.texts.trouble['too-often'];
  return formPage(
    {
      status: 429,
      title,
      intro: text,
      submit: reader.texts.signIn,
      submitAs: FORM.signIn,
      claim: parts.claims.forms.seal(claim),
      formTargets: returnOrigins(appBaseUrl),
      reference,
    },
    reader,
  );
}

/** To HubSpot's consent page, and from there back to the link that HubSpot has opened. */
export function signIn(parts: ConnectParts, { channel }: Visit, { query }: FormClaim): IngressResponse {
  const path = `${publicUrl(parts.publicUrl).prefix}/connect/${encodeURIComponent(channel.name)}`;
  const returnTo = `${path}?${new URLSearchParams({ ...query })}`;
  return parts.install(channel.app, { portalId: query.portalId, returnTo, status: 303 });
}
