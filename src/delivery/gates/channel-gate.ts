/**
 * The gates of a channel configuration. Every other gate is before the lanes of one portal, so one process sees to it; before
 * these there may be lanes of all portals, each the business of whoever owns it.
 */
export function channelGates(channel: string): string[] {
  return [`channel:${channel}`, `provider:${channel}`];
}

export function isChannelGate(key: string): boolean {
  return key.startsWith('channel:') || key.startsWith('provider:');
}
