import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { open, submit } from '../browser.js';
import { Running } from '../running-emulator.js';

const BACK = 'https://conn.example.com/oauth/main/callback';
const REQUIRED = ['conversations.read', 'oauth'];
const VERIFIER = 'v'.repeat(43);

/** An app that is not installed yet, with a registered address and scopes. */
async function started(): Promise<Running> {
  const hubspot = await Running.start();
  const { appId } = hubspot.app;
  hubspot.control.seed({
    apps: [{ appId, name: 'Acme <SMS>', redirectUris: [BACK], scopes: REQUIRED, optionalScopes: ['files', 'crm.x'] }],
    portals: [{ portalId: 99, unavailableScopes: ['files'] }],
    installEverywhere: false,
  });
  return hubspot;
}

function asked(hubspot: Running, more: Record<string, string> = {}): Record<string, string> {
  return {
    client_id: hubspot.app.clientId,
    redirect_uri: BACK,
    scope: REQUIRED.join(' '),
    optional_scope: 'files crm.x',
    state: 's-1',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  };
}

const page = (form: Record<string, string>, place = ''): string =>
  `/oauth${place}/authorize?${new URLSearchParams(form)}`;

describe('the consent page of the emulated HubSpot', () => {
  it('leads back with a code, which installs the app with the scopes that the portal can grant', async () => {
    await using hubspot = await started();
    const form = asked(hubspot);
    const { status, text } = await open(hubspot, page(form));
    expect(status).toBe(200);
    for (const word of ['Acme &#60;SMS&#62;', '99', 'conversations.read', 'files', 'Connect app', 'Cancel']) {
      expect(text).toContain(word);
    }
    const decision = { ...form, portal: '99', decision: 'connect' };
    const back = new URL((await submit(hubspot, '/oauth/authorize', decision)).location);
    expect(back.origin + back.pathname).toBe(BACK);
    expect(back.searchParams.get('state')).toBe('s-1');
    expect(hubspot.control.installs({ portalId: '99' })).toEqual([]);

    const code = back.searchParams.get('code')!;
    const exchange = { grant_type: 'authorization_code', code, redirect_uri: BACK };
    expect((await hubspot.token(exchange)).body['status']).toBe('BAD_AUTH_CODE');
    const { body } = await hubspot.token({ ...exchange, code_verifier: VERIFIER });
    expect(body).toMatchObject({ hub_id: 99, scopes: [...REQUIRED, 'crm.x'] });
    expect(hubspot.control.installs({ portalId: '99' })).toMatchObject([{ installed: true }]);
    expect((await hubspot.token({ ...exchange, code_verifier: VERIFIER })).body['status']).toBe('BAD_AUTH_CODE');
    const headers = { authorization: `Bearer ${body['access_token']}` };
    const refused = await hubspot.call('GET', '/files/v3/files/1', undefined, headers);
    expect(refused).toMatchObject({ status: 403, body: { category: 'MISSING_SCOPES' } });
  });

  it('leads back with an error when the admin cancels', async () => {
    await using hubspot = await started();
    const { location } = await submit(hubspot, '/oauth/authorize', { ...asked(hubspot), decision: 'cancel' });
    const { searchParams } = new URL(location);
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: 's-1' });
    expect(searchParams.get('error_description')).toBeTruthy();
    expect(searchParams.has('code')).toBe(false);
  });

  it('offers the portal of the path alone', async () => {
    await using hubspot = await started();
    const { portalId } = hubspot.install;
    const form = asked(hubspot);
    expect((await open(hubspot, page(form, '/99'))).text).not.toContain(`>${portalId}<`);
    const other = { ...form, portal: portalId, decision: 'connect' };
    expect((await submit(hubspot, '/oauth/99/authorize', other)).status).toBe(404);
    expect((await open(hubspot, page(form, '/7'))).status).toBe(404);
  });

  it.each([
    ['an unknown app', { client_id: 'x' }],
    ['a redirect URL that is not registered', { redirect_uri: 'https://evil.example.com/' }],
    ['a redirect URL of another kind', { redirect_uri: 'javascript:alert(1)' }],
    ['a scope the app is not configured with', { scope: `${REQUIRED.join(' ')} crm.everything` }],
    ['a required scope left out', { scope: 'oauth' }],
    ['no scope', { scope: '' }],
    ['a challenge of another method', { code_challenge_method: 'plain' }],
  ])('shows what is wrong itself, and does not call back: %s', async (_, wrong) => {
    await using hubspot = await started();
    const form = asked(hubspot, wrong);
    const shown = await open(hubspot, page(form));
    expect(shown).toMatchObject({ status: 400, location: '' });
    expect(shown.text).toContain('The app was not told');
    const decision = { ...form, portal: '99', decision: 'connect' };
    expect(await submit(hubspot, '/oauth/authorize', decision)).toMatchObject({ status: 400, location: '' });
  });

  it('does not lead back where the portal cannot grant a required scope', async () => {
    await using hubspot = await started();
    hubspot.control.seed({ portals: [{ portalId: 99, unavailableScopes: ['oauth'] }], installEverywhere: false });
    const decision = { ...asked(hubspot), portal: '99', decision: 'connect' };
    expect(await submit(hubspot, '/oauth/authorize', decision)).toMatchObject({ status: 403, location: '' });
  });
});
