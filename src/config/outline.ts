/**
 * What the cross checks need of a configuration, read from whatever is there: a configuration with other mistakes still has
 * its cross checks made, so that a person sees all problems at once.
 */
export interface Outline {
  publicUrl?: string;
  apps: string[];
  portals: PortalOutline[];
  channels: ChannelOutline[];
  retention: { states: unknown; content: unknown };
}

export interface PortalOutline {
  app?: string;
  portalId?: string;
  /** Which of the two tokens are there. */
  tokens: string[];
}

export interface ChannelOutline {
  name: string;
  app?: string;
  accounts: AccountOutline[];
}

export interface AccountOutline {
  key?: string;
  portalId?: string;
  channelAccountId?: string;
  address: { type?: string; value?: string };
}

export function outlineOf(input: unknown): Outline {
  const root = map(input);
  return {
    ...text(root, 'publicUrl'),
    apps: Object.keys(map(root['apps'])),
    portals: list(root['portals']).map(portalOutline),
    channels: Object.entries(map(root['channels'])).map(([name, channel]) => channelOutline(name, channel)),
    retention: { states: map(root['retention'])['states'], content: map(root['retention'])['content'] },
  };
}

function portalOutline(input: unknown): PortalOutline {
  const portal = map(input);
  const tokens = ['accessToken', 'refreshToken'].filter((key) => portal[key] !== undefined);
  return { ...text(portal, 'app'), ...text(portal, 'portalId'), tokens };
}

function channelOutline(name: string, input: unknown): ChannelOutline {
  const channel = map(input);
  return { name, ...text(channel, 'app'), accounts: list(channel['accounts']).map(accountOutline) };
}

function accountOutline(input: unknown): AccountOutline {
  const account = map(input);
  const address = map(account['deliveryIdentifier']);
  return {
    ...text(account, 'key'),
    ...text(account, 'portalId'),
    ...text(account, 'channelAccountId'),
    address: { ...text(address, 'type'), ...text(address, 'value') },
  };
}

function map(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or a number as text: ids are written either way. */
function text<Key extends string>(from: Record<string, unknown>, key: Key): { [K in Key]?: string } {
  const value = from[key];
  const written = typeof value === 'string' || typeof value === 'number';
  return (written ? { [key]: String(value) } : {}) as { [K in Key]?: string };
}
