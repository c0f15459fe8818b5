import { createHmac } from 'node:crypto';
import type { ConnectorConfig } from '../../config/connector-config.js';

/** Tells configurations apart, the secrets in them included, and gives none of them away. Where it runs does not count. */
export function configFingerprint(config: ConnectorConfig): string {
  const { file, directory, listen, log, store, encryptionKeys, secrets, ...shared } = config;
  const expiryMs = store.kind === 'postgres' ? store.expiryMs : undefined;
  return createHmac('sha256', encryptionKeys[0] ?? '')
    .update(JSON.stringify({ ...shared, expiryMs }))
    .digest('base64url')
    .slice(0, 12);
}
