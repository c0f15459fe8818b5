import { notFound } from '../answers/api-error.js';
import type { Reply } from '../answers/reply.js';
import type { ApiCall } from '../api/operation.js';
import { agree, type ConsentRequest, decline, readConsent, ungrantable } from '../installs/consent.js';
import type { Portal } from '../world/model.js';
import type { World } from '../world/world.js';
import { type Html, html } from './html.js';
import { formOf, type Page, problem, redirect } from './page.js';

/** What the form carries from the page to its answer. */
const CARRIED = [
  'client_id',
  'redirect_uri',
  'scope',
  'optional_scope',
  'state',
  'code_challenge',
  'code_challenge_method',
];

/** An admin is asked whether the app may be installed. The path may say in which portal. */
export function consentPage(call: ApiCall, world: World): Page {
  const read = readConsent(call.query, world);
  if (!read.ok) return problem(400, read.problem, 'The app was not told.');
  const { request } = read;
  const portals = portalsOf(call, world);
  const hidden = CARRIED.flatMap((name) => {
    const value = call.query.get(name);
    return value === null ? [] : [html`<input type="hidden" name="${name}" value="${value}">`];
  });
  return {
    title: `Connect ${request.app.name}`,
    body: html`<h1>Connect ${request.app.name} to HubSpot</h1>
<form method="post">${hidden}
  <label>Account <select name="portal">${portals.map(option)}</select></label>
  <p>The app asks for:</p>${scopeList(request)}
  <p class="quiet">You will go on to ${new URL(request.redirectUri).origin}.</p>
  <button name="decision" value="connect">Connect app</button>
  <button name="decision" value="cancel" class="second">Cancel</button>
</form>`,
  };
}

/** The admin has pressed a button. */
export function consentAnswer(call: ApiCall, world: World): Page | Reply {
  const form = formOf(call);
  const read = readConsent(form, world);
  if (!read.ok) return problem(400, read.problem, 'The app was not told.');
  const { request } = read;
  if (form.get('decision') === 'cancel') return redirect(decline(request));
  const portal = portalsOf(call, world).find((each) => each.portalId === form.get('portal'));
  if (!portal) throw notFound('portal', form.get('portal') ?? '');
  const lacking = ungrantable(request, portal);
  if (lacking.length === 0) return redirect(agree(request, portal, world));
  return problem(403, `The account’s subscription does not include: ${lacking.join(', ')}.`, 'The app was not told.');
}

function portalsOf({ params }: ApiCall, { state }: World): Portal[] {
  const asked = params['portalId'];
  if (asked === undefined) return [...state.portals.values()];
  const portal = state.portals.get(asked);
  if (!portal) throw notFound('portal', asked);
  return [portal];
}

function option({ portalId }: Portal): Html {
  return html`<option value="${portalId}">${portalId}</option>`;
}

function scopeList({ scopes, optionalScopes }: ConsentRequest): Html {
  const required = scopes.map((scope) => html`<li><code>${scope}</code></li>`);
  const optional = optionalScopes.map((scope) => html`<li><code>${scope}</code> (where the account has it)</li>`);
  return html`<ul>${required}${optional}</ul>`;
}
