const LONGEST_MESSAGE = 500;

/**
 * Makes a text of HubSpot or of a transport fit for logs: bounded, without the credentials of the call. HubSpot has been seen
 * to quote the token itself in a 403.
 */
export function redact(text: string, credentials: readonly string[]): string {
  let clean = text.replace(/oauth-token \([^)]*\)/gi, 'oauth-token (…)').replace(/(hapikey=)[^&\s]*/gi, '$1…');
  for (const credential of credentials) {
    if (credential !== '') clean = clean.replaceAll(credential, '…');
  }
  return clean.length > LONGEST_MESSAGE ? `${clean.slice(0, LONGEST_MESSAGE)}…` : clean;
}
