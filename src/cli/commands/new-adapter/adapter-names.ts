import { builtinModules } from 'node:module';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';

/** What one adapter is called, in each place where it has a name. */
export interface AdapterNames {
  /** Of the package, with its scope: `@acme/post-box`. */
  packageName: string;
  /** Written under `adapter:` in a configuration: `post-box`. */
  adapter: string;
}

/** The longest name that npm takes. */
const LONGEST = 214;
const NAME = /^(?:@[a-z0-9][a-z0-9-]*\/)?([a-z][a-z0-9-]*)$/;

/** @throws ChannelwrightError `CW_PACKAGE_NAME_INVALID` */
export function adapterNames(packageName: string): AdapterNames {
  const [, adapter] = NAME.exec(packageName) ?? [];
  const taken = packageName === 'channelwright' || builtinModules.includes(packageName);
  if (adapter === undefined || taken || packageName.length > LONGEST) {
    const why = taken ? ': something else has it' : '';
    throw new ChannelwrightError('CW_PACKAGE_NAME_INVALID', `"${packageName.slice(0, LONGEST)}"${why}`);
  }
  return { packageName, adapter };
}

/** How the template calls its adapter, in every spelling. The longest comes first. */
const TEMPLATE_NAMES = /acme-chat-package|acme-chat|AcmeChat|acmeChat|Acme Chat|ACME_CHAT/g;

/** A text or a path of the template, about this adapter. */
export function renamed(text: string, { packageName, adapter }: AdapterNames): string {
  const words = adapter.split('-').filter((word) => word !== '');
  const capitalized = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const pascal = capitalized.join('');
  const spellings: Record<string, string> = {
    'acme-chat-package': packageName,
    'acme-chat': adapter,
    AcmeChat: pascal,
    acmeChat: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    'Acme Chat': capitalized.join(' '),
    ACME_CHAT: words.join('_').toUpperCase(),
  };
  return text.replace(TEMPLATE_NAMES, (found) => spellings[found] ?? found);
}
