import type { ConnectorConfig } from '../../../config/connector-config.js';
import { FAILURE_CLASSES } from '../../../contract/failure-reason.js';
import { MESSAGE_CONDITIONS } from '../../../status/message-condition.js';
import type { MessageFilter } from '../../../status/message-filter.js';
import { statusPolicy } from '../../../status/status-policy.js';
import type { PolicyOf } from '../../options/meant-messages.js';
import { timeOf } from '../../options/times.js';
import { oneOf } from '../../options/words.js';

/** The options by which messages are looked for. */
export interface FilterOptions {
  portal?: string;
  channel?: string;
  account?: string;
  state?: string;
  class?: string;
  adapterVersion?: string;
  since?: string;
  until?: string;
}

/** @throws ChannelwrightError `CW_USAGE` */
export function filterOf(options: FilterOptions, nowMs: number): MessageFilter {
  const { portal, channel, account, adapterVersion, state, class: failure, since, until } = options;
  return {
    ...(portal === undefined ? {} : { portal }),
    ...(channel === undefined ? {} : { channel }),
    ...(account === undefined ? {} : { account }),
    ...(adapterVersion === undefined ? {} : { adapterVersion }),
    ...(state === undefined ? {} : { state: oneOf('--state', state, MESSAGE_CONDITIONS) }),
    ...(failure === undefined ? {} : { class: oneOf('--class', failure, FAILURE_CLASSES) }),
    ...(since === undefined ? {} : { sinceMs: timeOf('--since', since, nowMs) }),
    ...(until === undefined ? {} : { untilMs: timeOf('--until', until, nowMs) }),
  };
}

/** What holds for a channel that is not configured holds also without adapters. */
export function policiesOf({ channels }: ConnectorConfig): PolicyOf {
  return (name) => channels[name]?.status ?? statusPolicy(undefined);
}
