import type { ConnectionRow } from '../../directory/connections/connection-row.js';
import type { IngressResponse } from '../../ingress/http/ingress-request.js';
import { publicUrl } from '../../ingress/http/public-url.js';
import { redirect } from '../page.js';
import type { WaitClaim } from './connect-claims.js';
import { sayingPage } from './connect-pages.js';
import type { ConnectParts } from './connect-parts.js';
import { referenceOf, troublePage, type Visit } from './connect-visit.js';

/** How long a browser is kept waiting for one page, ms. */
const PATIENCE_MS = 20_000;
/** After so long the waiting page asks by itself, s. */
const AGAIN_S = 2;

/** Waits until HubSpot has been told, and sends the browser back to it. */
export class ConnectWait {
  constructor(private readonly parts: ConnectParts) {}

  /** The browser asks once more. */
  async look(visit: Visit): Promise<IngressResponse> {
    const claim = this.parts.claims.waits.open(visit.params.get('for') ?? '');
    if (claim?.channel !== visit.channel.name) return troublePage(this.parts, 'not-our-form', visit.reader);
    return this.wait(visit, claim);
  }

  /** @param claim of a connection that was asked for */
  async wait(visit: Visit, claim: WaitClaim): Promise<IngressResponse> {
    const known = await this.parts.watch.until(claim.key, (row) => isAnswer(row, claim), PATIENCE_MS);
    const row = known && isStale(known, claim) ? undefined : known;
    if (row?.state === 'refused') return this.#refused(visit, claim, row);
    return row && isStaged(row) ? this.#back(visit, claim, row) : this.#waiting(visit, claim, row);
  }

  /**
   * HubSpot has taken the staging token with the tokens of the portal: nobody but the browser that sent it can have had it. Others
   * may have the address of the waiting page, from a history or a log.
   */
  #back({ request }: Visit, { redirectUrl, browser }: WaitClaim, { app, portal }: ConnectionRow): IngressResponse {
    const isTheirs = this.parts.cookie.in(request.headers['cookie']) === browser;
    const headers = isTheirs ? { 'set-cookie': this.parts.proof.give(app, portal) } : {};
    return redirect(redirectUrl, { status: 303, headers });
  }

  #refused({ channel, reader }: Visit, claim: WaitClaim, { problem, app, portal }: ConnectionRow): IngressResponse {
    const { code, detail } = problem ?? { code: 'busy' as const, detail: '' };
    const reference = referenceOf(this.parts.random);
    const at = { app, portal, channel: channel.name, connection: claim.key };
    this.parts.log.warn('HubSpot has refused a connection', { reference, ...at, code, detail });
    const more = detail === '' ? [] : [reader.texts.waitingFor(detail)];
    const saying = reader.texts.refused[code];
    return sayingPage({ status: 409, saying, more, reference, backTo: new URL(claim.redirectUrl).origin }, reader);
  }

  #waiting({ channel, reader }: Visit, claim: WaitClaim, row: ConnectionRow | undefined): IngressResponse {
    const { texts, language } = reader;
    const { prefix } = publicUrl(this.parts.publicUrl);
    const sealed = this.parts.claims.waits.seal(claim);
    const href = `${prefix}/connect/${encodeURIComponent(channel.name)}/waiting?lang=${language}&for=${sealed}`;
    const more = row?.problem?.detail ? [texts.waitingFor(row.problem.detail)] : [];
    const headers = { ...reader.headers, refresh: `${AGAIN_S}; url=${href}` };
    return sayingPage({ saying: texts.waiting, more, again: { href, label: texts.lookAgain } }, { ...reader, headers });
  }
}

function isAnswer(row: ConnectionRow, claim: WaitClaim): boolean {
  return isStaged(row) || (row.state === 'refused' && !isStale(row, claim));
}

/** It is about a form that was sent before this one, which has not been folded yet. */
function isStale(row: ConnectionRow, { askedAtMs }: WaitClaim): boolean {
  return !isStaged(row) && (row.askedAtMs ?? 0) < askedAtMs;
}

/** HubSpot has all it needs; whether it has made the account already does not matter to the browser. */
export function isStaged({ state }: ConnectionRow): boolean {
  return state === 'staged' || state === 'connected';
}
