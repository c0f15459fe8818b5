/** Every secret of a run. None of them may ever be seen in a log. */
export const SECRETS = {
  clientSecret: 'canary-client-secret-7f3a9c',
  developerApiKey: 'canary-developer-key-51d2e8',
  refreshTokens: ['canary-refresh-token-a1-93be', 'canary-refresh-token-b2-04fd'],
  signingSecret: `whsec_${Buffer.from('canary-signing-secret-of-the-chat-channel').toString('base64')}`,
  authToken: 'canaryauthtoken0123456789abcdef0',
  encryptionKey: Buffer.from('canary-encryption-key-32-bytes!!').toString('base64'),
} as const;

/** As they might be seen. */
export function canaries(): string[] {
  const { refreshTokens, ...single } = SECRETS;
  const all = [...Object.values(single), ...refreshTokens];
  return [...all, SECRETS.signingSecret.slice('whsec_'.length), 'canary-signing-secret', 'canary-encryption-key'];
}
