/** One permission the app asks a portal for, and what stops working without it. */
export interface ScopeNeed {
  scope: string;
  /** Ends the sentence "needed to …". */
  to: string;
}

/**
 * What every portal must grant: the one list for the consent page, the app's manifest and the checks. A portal whose tier lacks one
 * of them cannot use custom channels.
 *
 * Source: HubSpot, "Custom channels" guide, "Scopes"; OpenAPI of Files for `files`.
 */
export const NEEDED_SCOPES: readonly ScopeNeed[] = [
  { scope: 'oauth', to: 'be installed at all' },
  { scope: 'conversations.custom_channels.read', to: 'read channel accounts and messages' },
  { scope: 'conversations.custom_channels.write', to: 'publish messages and tell HubSpot their status' },
  { scope: 'conversations.read', to: 'list inboxes and read the threads in which a webhook was missed' },
  { scope: 'crm.objects.contacts.write', to: 'let HubSpot make contacts of those who write' },
  { scope: 'files', to: 'read the files agents send and store those of customers' },
];

/**
 * Of the app itself, not of a portal: they go into its token by client credentials, never onto the consent page. Needed to read the
 * webhooks journal.
 */
export const JOURNAL_SCOPES: readonly string[] = [
  'developer.webhooks_journal.read',
  'developer.webhooks_journal.subscriptions.read',
  'developer.webhooks_journal.subscriptions.write',
];

/** The same for managing channels, where that is done with such a token. */
export const CHANNEL_SCOPES: readonly string[] = [
  'conversations.custom_channels.read',
  'conversations.custom_channels.write',
];

/** What grants a scope by other names. */
const EQUAL_TO: Readonly<Record<string, readonly string[]>> = { files: ['files.read', 'files.write'] };

/** The scopes an app configures for itself, beyond those that are needed. */
export interface ConfiguredScopes {
  scopes: readonly string[];
  optionalScopes: readonly string[];
}

/**
 * What to ask for at the consent page, each scope once. Where the app is configured to ask for what grants a needed one by other
 * names, only that is asked for: HubSpot refuses a consent for scopes that the app does not have.
 */
export function askedScopes({ scopes, optionalScopes }: ConfiguredScopes): { required: string[]; optional: string[] } {
  const needed = NEEDED_SCOPES.map(({ scope }) => scope).filter((scope) => !isGranted(scope, scopes));
  const required = [...new Set([...needed, ...scopes])];
  return { required, optional: [...new Set(optionalScopes)].filter((scope) => !required.includes(scope)) };
}

/** What an install should have granted and has not. Optional scopes are nobody's loss. */
export function missingScopes(app: ConfiguredScopes, granted: readonly string[]): string[] {
  return askedScopes(app).required.filter((scope) => !granted.includes(scope) && !isGranted(scope, granted));
}

/** By other names. */
function isGranted(scope: string, granted: readonly string[]): boolean {
  return EQUAL_TO[scope]?.every((other) => granted.includes(other)) ?? false;
}

/** Why a portal must grant a scope, or another one that it stands for; `undefined`: the configuration wants it. */
export function needOf(scope: string): ScopeNeed | undefined {
  return NEEDED_SCOPES.find((need) => need.scope === scope || EQUAL_TO[need.scope]?.includes(scope));
}
