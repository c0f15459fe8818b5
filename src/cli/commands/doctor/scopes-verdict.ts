import type { PortalRow } from '../../../directory/portals/portal-row.js';
import { type ConfiguredScopes, missingScopes, needOf } from '../../../hubspot/oauth/scopes.js';
import type { Finding } from '../check/finding.js';

/**
 * What a portal has not granted, by the worst that is known: what HubSpot says of the token now, or has said at the install, and the
 * calls that it has refused since. Nothing where nobody has said anything. Pure.
 *
 * @param asked what the token allows, where HubSpot has just said so
 */
export function scopesVerdict(
  app: ConfiguredScopes,
  { scopes, trouble }: Pick<PortalRow, 'scopes' | 'trouble'>,
  asked: readonly string[] | undefined,
  remedy: string,
): Pick<Finding, 'state' | 'detail' | 'remedy'> | undefined {
  const granted = asked ?? scopes;
  const ungranted = granted === undefined ? [] : missingScopes(app, granted);
  const refused = (trouble?.missingScopes ?? []).filter((scope) => !ungranted.includes(scope));
  if (ungranted.length + refused.length > 0) {
    const detail = [said('not granted', ungranted), said('missing by what HubSpot has answered before', refused)];
    return { state: 'failed', detail: detail.flat().join('; '), remedy: `${remedy}, and agree to them` };
  }
  if (granted === undefined) return undefined;
  return { state: 'ok', detail: `${granted.length} granted, all that are needed among them` };
}

function said(how: string, scopes: readonly string[]): string[] {
  return scopes.length === 0 ? [] : [`${how}: ${scopes.map(neededFor).join('; ')}`];
}

function neededFor(scope: string): string {
  const need = needOf(scope);
  return need ? `${scope}, needed to ${need.to}` : scope;
}
