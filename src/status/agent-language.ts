import type { Channels } from '../directory/channels/channel-runtime.js';
import { statusLanguage } from './status-policy.js';
import type { StatusRow } from './status-row.js';

/** In which language the agents read that answer on an account. */
export type AgentLanguage = (where: Pick<StatusRow, 'app' | 'portal' | 'channel' | 'account'>) => string;

export const AGENT_LANGUAGE = Symbol.for('channelwright.AgentLanguage');

/** Languages set for less than a whole channel. */
export interface LanguageOverrides {
  account?(key: string): string | undefined;
  portal?(app: string, portal: string): string | undefined;
}

/** The account's language, else the portal's, else the channel's. */
export function agentLanguage(channels: Channels, overrides: LanguageOverrides = {}): AgentLanguage {
  return ({ app, portal, channel, account }) =>
    overrides.account?.(account) ?? overrides.portal?.(app, portal) ?? statusLanguage(channels.byName(channel));
}
