/** Every secret of a run. None of them may ever be seen in a log. */
export const SECRETS = {
  clientSecret: 'canary-client-secret-7f3a9c',
  developerApiKey: 'canary-developer-key-51d2e8',
  signingSecret: `whsec_${Buffer.from('canary-signing-secret-of-the-chat-channel').toString('base64')}`,
  authToken: 'canaryauthtoken0123456789abcdef0',
  encryptionKey: Buffer.from('canary-encryption-key-32-bytes!!').toString('base64'),
} as const;

const REFRESH_TOKEN = 'canary-refresh-token';

/** Of a portal. */
export function refreshToken(portal: number): string {
  return `${REFRESH_TOKEN}-93be-${portal}`;
}

/** As they might be seen. */
export function canaries(): string[] {
  const encoded = SECRETS.signingSecret.slice('whsec_'.length);
  return [...Object.values(SECRETS), REFRESH_TOKEN, encoded, 'canary-signing-secret', 'canary-encryption-key'];
}
