/** What stands where something was taken out. */
export const REDACTED = '[redacted]';

/** Names of fields and query parameters whose value is a credential, whatever it is. */
const SECRET_NAME =
  /^(x-)?(authorization|proxy-authorization|cookie|set-cookie|password|passwd|passphrase|credentials?|hapikey|sig|signature|.*[-_]signature|.*-signature-v\d)$|secret|token$|tokens$|api[-_]?key|private[-_]?key|encryption[-_]?keys?$|^(auth|bearer)$/i;

/** Names under which messages of people travel. They are nobody's business in a log. */
const CONTENT_NAME = /^(text|rich_?text|caption|body|content)$/i;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

export function isContentName(name: string): boolean {
  return CONTENT_NAME.test(name);
}

const SCHEME = /\b(Basic|Bearer)\s+[\w.~+/=-]{6,}/gi;
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi;
const QUERY_VALUE = /([?&])([\w.-]+)=([^&#\s"'<>]+)/g;

/** `JSON.parse` quotes what it stumbles over, which may be what somebody wrote. Source: V8, messages of JSON errors. */
const JSON_EXCERPT = /(?:\.{3})?".{0,80}?"(?:\.{3})?(?= is not valid JSON)/gs;

/**
 * What can be told by its form alone: credentials in schemes, user names in URLs and tell-tale query parameters; excerpts of
 * bodies in the words of JSON.parse.
 */
export function redactForms(text: string): string {
  return text
    .replace(JSON_EXCERPT, REDACTED)
    .replace(SCHEME, `$1 ${REDACTED}`)
    .replace(USER_INFO, `$1${REDACTED}@`)
    .replace(QUERY_VALUE, (whole, before: string, name: string) =>
      isSecretName(name) ? `${before}${name}=${REDACTED}` : whole,
    );
}
