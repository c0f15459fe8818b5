import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ConfigProblem, InvalidConfigError } from './config-problem.js';

const MODULES = ['.js', '.mjs', '.cjs', '.ts', '.mts'];

/**
 * What is written in a configuration file: YAML, JSON, or the default export of a module.
 *
 * Messages of the parsers are not repeated, since they quote the file, and the file may hold secrets.
 *
 * @param path absolute
 * @param file how messages name it
 * @throws InvalidConfigError when it cannot be read or is not of its format
 */
export async function readConfigFile(path: string, file: string, readFile: (path: string) => string): Promise<unknown> {
  const extension = extname(path);
  if (MODULES.includes(extension)) return importModule(path, file);
  if (extension === '.json') return parseJson(read(path, file, readFile), file);
  if (extension === '.yaml' || extension === '.yml') return parseYaml(read(path, file, readFile), file);
  throw unreadable(file, {
    problem: 'is of no known format',
    remedy: 'Name it .yaml, .yml, .json, .js or .mjs.',
  });
}

function read(path: string, file: string, readFile: (path: string) => string): string {
  try {
    return readFile(path);
  } catch (cause) {
    throw unreadable(file, whyUnreadable(cause), cause);
  }
}

async function importModule(path: string, file: string): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(path).href);
    return await module.default;
  } catch (cause) {
    const kind = cause instanceof Error ? ` (${cause.name})` : '';
    throw unreadable(file, { problem: `cannot be loaded${kind}`, remedy: 'Run it with node to see why.' }, cause);
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = /\(line \d+ column \d+\)/.exec(String(error))?.[0];
    throw unreadable(file, {
      problem: `is not JSON${place === undefined ? '' : ` ${place}`}`,
      remedy: 'Look for a missing comma, quote or bracket.',
    });
  }
}

async function parseYaml(text: string, file: string): Promise<unknown> {
  // Loaded only where a configuration is written so.
  const { LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter });
  if (document.errors.length > 0) {
    throw new InvalidConfigError(
      withoutEchoes(document.errors).map(({ code, pos }) => {
        const { line, col } = lineCounter.linePos(pos[0]);
        const problem = `is not YAML at line ${line}, column ${col} (${code})`;
        return {
          file,
          path: '',
          problem,
          remedy: REMEDY_OF[code] ?? 'Look at the indentation, quotes and colons there.',
        };
      }),
    );
  }
  try {
    return document.toJS();
  } catch (cause) {
    throw unreadable(file, { problem: 'has too many or unknown aliases', remedy: 'Write the values out.' }, cause);
  }
}

const REMEDY_OF: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  DUPLICATE_KEY: 'Each key may be there once.',
};

/** One mistake makes the parser complain several times of the same place. */
function withoutEchoes<T extends { pos: readonly [number, number] }>(errors: readonly T[]): T[] {
  return errors.filter(({ pos }, index) => errors.findIndex((other) => other.pos[0] === pos[0]) === index);
}

function unreadable(file: string, said: Omit<ConfigProblem, 'file' | 'path'>, cause?: unknown): InvalidConfigError {
  return new InvalidConfigError([{ file, path: '', ...said }], cause === undefined ? {} : { cause });
}

/** The same words serve a configuration and a seed of the emulator. */
function whyUnreadable(cause: unknown): Pick<ConfigProblem, 'problem' | 'remedy'> {
  const { code } = cause as { code?: unknown };
  if (code === 'ENOENT') {
    const remedy = 'Check its name and the folder you are in. Another configuration is named by `--config`.';
    return { problem: 'is not there', remedy };
  }
  const shown = typeof code === 'string' ? ` (${code})` : '';
  return { problem: `cannot be read${shown}`, remedy: 'Check that it is a file, and who may read it.' };
}
