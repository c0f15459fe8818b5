import { pathToFileURL } from 'node:url';
import { closestWord } from '../../config/closest-word.js';
import type { AdapterDefinition } from '../../contract/adapter-definition.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';

/** Adapters that come with the package, loaded only where a channel uses them. */
export const BUILT_IN_ADAPTERS = ['line', 'telegram', 'twilio', 'webhook', 'whatsapp'] as const;

/**
 * The definitions of all adapters that the channels use, by name.
 *
 * @param used names under `adapter:` in the configuration
 * @param extra packages or absolute paths beyond the built-in ones
 * @param given definitions handed over in code: they win over built-in ones of the same name
 * @throws ChannelwrightError `CW_ADAPTER_NOT_FOUND`, `CW_ADAPTER_INVALID`
 */
export async function loadAdapters(
  used: readonly string[],
  extra: readonly string[],
  given: readonly AdapterDefinition[],
): Promise<Map<string, AdapterDefinition>> {
  const found = new Map<string, AdapterDefinition>();
  for (const name of BUILT_IN_ADAPTERS) {
    if (used.includes(name)) found.set(name, await importAdapter(`channelwright/adapters/${name}`));
  }
  for (const source of extra) {
    const definition = await importAdapter(source.startsWith('/') ? pathToFileURL(source).href : source);
    found.set(definition.name, definition);
  }
  for (const definition of given) found.set(definition.name, definition);
  for (const name of used) {
    if (!found.has(name)) throw new ChannelwrightError('CW_ADAPTER_NOT_FOUND', unknown(name, found));
  }
  return found;
}

async function importAdapter(source: string): Promise<AdapterDefinition> {
  let module: { default?: Partial<AdapterDefinition> };
  try {
    module = await import(source);
  } catch (cause) {
    // What cannot be found may also be an import of the adapter's own: the message names it.
    const code = isNotFound(cause) ? 'CW_ADAPTER_NOT_FOUND' : 'CW_ADAPTER_INVALID';
    throw new ChannelwrightError(code, `${source}: ${String(cause)}`, { cause });
  }
  const definition = module.default;
  if (typeof definition?.name !== 'string' || definition.capabilities === undefined) {
    throw new ChannelwrightError('CW_ADAPTER_INVALID', `${source} has no adapter definition as its default export`);
  }
  return definition as AdapterDefinition;
}

function isNotFound(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
}

function unknown(name: string, found: Map<string, AdapterDefinition>): string {
  const known = [...new Set([...BUILT_IN_ADAPTERS, ...found.keys()])];
  const meant = closestWord(name, known);
  return `"${name}"${meant === undefined ? '' : ` (did you mean "${meant}"?)`}; known: ${known.join(', ')}`;
}
