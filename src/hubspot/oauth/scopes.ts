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

/** What to ask for at the consent page, each scope once. */
export function askedScopes({ scopes, optionalScopes }: ConfiguredScopes): { required: string[]; optional: string[] } {
  const required = [...new Set([...NEEDED_SCOPES.map(({ scope }) => scope), ...scopes])];
  return { required, optional: [...new Set(optionalScopes)].filter((scope) => !required.includes(scope)) };
}

/** What an install should have granted and has not. Optional scopes are nobody's loss. */
export function missingScopes(app: ConfiguredScopes, granted: readonly string[]): string[] {
  const has = (scope: string) => granted.includes(scope);
  return askedScopes(app).required.filter((scope) => !has(scope) && !EQUAL_TO[scope]?.every(has));
}
