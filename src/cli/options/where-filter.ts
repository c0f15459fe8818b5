import { FAILURE_CLASSES } from '../../contract/failure-reason.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { MESSAGE_CONDITIONS } from '../../status/message-condition.js';
import type { MessageFilter } from '../../status/message-filter.js';
import { timeOf } from './times.js';
import { oneOf, suggestion } from './words.js';

type Term = (value: string, nowMs: number) => MessageFilter;

/** What each key of the language says. `docs/reference/cli.md` lists the same. */
const TERMS: Record<string, Term> = {
  message: (message) => ({ message }),
  app: (app) => ({ app }),
  portal: (portal) => ({ portal }),
  channel: (channel) => ({ channel }),
  account: (account) => ({ account }),
  adapter: (adapter) => ({ adapter }),
  'adapter-version': (adapterVersion) => ({ adapterVersion }),
  'framework-version': (frameworkVersion) => ({ frameworkVersion }),
  class: (value) => ({ class: oneOf('--where: class', value, FAILURE_CLASSES) }),
  code: (code) => ({ code }),
  state: (value) => ({ state: oneOf('--where: state', value, MESSAGE_CONDITIONS) }),
  since: (value, nowMs) => ({ sinceMs: timeOf('--where: since', value, nowMs) }),
  until: (value, nowMs) => ({ untilMs: timeOf('--where: until', value, nowMs) }),
};

export const WHERE_KEYS: readonly string[] = Object.keys(TERMS);

/** `key=value`, where a value with spaces stands in quotes. */
const TERM = /^([A-Za-z][\w-]*)=(?:"([^"]*)"|([^\s"]+))(?:\s+|$)/;

/**
 * Reads `adapter-version=1.2.0 class=timeout since=2h`: all of it must hold of a message.
 *
 * @throws ChannelwrightError `CW_USAGE` with the one thing that is wrong
 */
export function parseWhere(text: string, nowMs: number): MessageFilter {
  let rest = text.trim();
  if (rest === '') throw wrong(`is empty: name what the messages have in common, by ${WHERE_KEYS.join(', ')}`);
  const seen = new Set<string>();
  let filter: MessageFilter = {};
  while (rest !== '') {
    const [all = '', key = '', quoted, bare] = TERM.exec(rest) ?? [];
    const value = quoted ?? bare ?? '';
    if (all === '' || value === '')
      throw wrong(`"${rest}": write key=value, with quotes around a value that has spaces`);
    const term = Object.hasOwn(TERMS, key) ? TERMS[key] : undefined;
    if (!term) throw wrong(`there is no key "${key}"${suggestion(key, WHERE_KEYS)}`);
    if (seen.has(key)) throw wrong(`"${key}" stands there twice`);
    seen.add(key);
    filter = { ...filter, ...term(value, nowMs) };
    rest = rest.slice(all.length);
  }
  const { sinceMs = 0, untilMs = Number.POSITIVE_INFINITY } = filter;
  if (sinceMs >= untilMs) throw wrong('nothing is created after `since` and before `until`');
  return filter;
}

function wrong(detail: string): ChannelwrightError {
  return new ChannelwrightError('CW_USAGE', `--where: ${detail}`);
}
