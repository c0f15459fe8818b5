import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type SettingsPath, secretPaths } from '../contract/secret-paths.js';
import { settingsSchema } from '../contract/settings-schema.js';
import { readConfigFile } from './config-file.js';
import { type ConfigProblem, InvalidConfigError } from './config-problem.js';
import { configSchema } from './config-schema.js';
import type { ConnectorConfig } from './connector-config.js';
import { crossCheck } from './cross-checks.js';
import { outlineOf } from './outline.js';
import { type Resolved, resolveReferences } from './references.js';
import { type SchemaIssue, schemaProblems } from './schema-problems.js';
import { toConnectorConfig } from './to-connector-config.js';

export type Environment = Readonly<Record<string, string | undefined>>;
export type ReadFile = (path: string) => string;

/** For a configuration that is not a file. */
export interface ParseOptions {
  /** How messages call it. Default `configuration`. */
  file?: string;
  /** Where relative paths start. Default: the working directory. */
  directory?: string;
  /** Default: the process's. */
  env?: Environment;
  readFile?: ReadFile;
}

const readUtf8: ReadFile = (path) => readFileSync(path, 'utf8');

/**
 * Read, resolve and check a configuration file.
 *
 * @param path YAML, JSON or a JavaScript module, by its extension
 * @throws InvalidConfigError with every problem there is
 */
export async function loadConfig(
  path: string,
  env: Environment = process.env,
  readFile: ReadFile = readUtf8,
): Promise<ConnectorConfig> {
  const absolute = resolve(path);
  const written = await readConfigFile(absolute, path, readFile);
  return parseConfig(written, { file: path, directory: dirname(absolute), env, readFile });
}

/**
 * Resolve and check a configuration that is there as an object, for embedding.
 *
 * @throws InvalidConfigError with every problem there is
 */
export function parseConfig(written: unknown, options: ParseOptions = {}): ConnectorConfig {
  const { file = 'configuration', env = process.env, readFile = readUtf8 } = options;
  const directory = resolve(options.directory ?? '.');
  const resolved = resolveReferences(written, { file, directory, env, readFile });
  const parsed = configSchema.safeParse(resolved.value);
  const problems = [
    ...resolved.problems,
    ...(parsed.success ? [] : problemsOf(parsed.error.issues, resolved.value, file)),
    ...crossCheck(outlineOf(resolved.value), file),
  ];
  if (!parsed.success || problems.length > 0) throw new InvalidConfigError(firstOfEachPath(problems));
  return toConnectorConfig(parsed.data, { file, directory, secrets: secretsOf(resolved) });
}

function problemsOf(issues: readonly SchemaIssue[], value: unknown, file: string): ConfigProblem[] {
  const schema = settingsSchema(configSchema);
  return schemaProblems(issues, { schema, value, file, path: '' });
}

/** An unset variable is the cause; that its place then holds no token is not worth saying. */
function firstOfEachPath(problems: ConfigProblem[]): ConfigProblem[] {
  const byPath = new Map<string, ConfigProblem>();
  for (const problem of problems) {
    if (!byPath.has(problem.path)) byPath.set(problem.path, problem);
  }
  return [...byPath.values()];
}

let ownSecrets: readonly SettingsPath[] | undefined;

/** Our own secret fields, and whatever adapter settings took from a reference. */
function secretsOf({ value, referenced }: Resolved): string[] {
  ownSecrets ??= secretPaths(configSchema);
  const own = ownSecrets.flatMap((path) => textsAt(value, path));
  const ofAdapters = referenced.filter(({ path }) => isAdapterSetting(path)).map(({ text }) => text);
  return [...new Set([...own, ...ofAdapters])].filter((text) => text !== '');
}

function textsAt(value: unknown, [step, ...rest]: readonly string[]): string[] {
  if (step === undefined) return typeof value === 'string' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const inner = step === '*' ? Object.values(value) : [(value as Record<string, unknown>)[step]];
  return inner.flatMap((item) => textsAt(item, rest));
}

/** Under `channels.*.settings` or `channels.*.accounts[*].settings`. */
function isAdapterSetting(path: readonly PropertyKey[]): boolean {
  return path[0] === 'channels' && (path[2] === 'settings' || path[4] === 'settings');
}
