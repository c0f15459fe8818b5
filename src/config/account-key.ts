import { createHash } from 'node:crypto';

/** The key of an account that was given none: the same for every start, wherever the account was connected, and says nothing. */
export function derivedAccountKey(channel: string, portalId: string, channelAccountId: string): string {
  return createHash('sha256').update([channel, portalId, channelAccountId].join('\n')).digest('hex').slice(0, 16);
}
