import { ChannelwrightError } from '../errors/channelwright-error.js';

/** One thing that is wrong with a configuration. Holds no value that was configured: values may be secrets. */
export interface ConfigProblem {
  file: string;
  /** Where in the file, e.g. `channels.support-sms.accounts[0].portalId`. Empty: the file as a whole. */
  path: string;
  /** What is wrong there, e.g. `is missing`. */
  problem: string;
  /** What to write instead. A sentence. */
  remedy: string;
}

/** `CW_CONFIG_INVALID` with everything that was found, not only the first. */
export class InvalidConfigError extends ChannelwrightError {
  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: { cause?: unknown },
  ) {
    super('CW_CONFIG_INVALID', problems.map((problem) => `\n  ${formatProblem(problem)}`).join(''), options);
  }
}

/** The problems of a `CW_CONFIG_INVALID`, also of one made by another copy of the package; none of any other error. */
export function configProblems(error: unknown): readonly ConfigProblem[] {
  const { code, problems } = (error ?? {}) as { code?: unknown; problems?: unknown };
  return code === 'CW_CONFIG_INVALID' && Array.isArray(problems) ? problems : [];
}

/** One line for a person: file, path, problem, remedy. */
export function formatProblem({ file, path, problem, remedy }: ConfigProblem): string {
  const where = path === '' ? file : `${file}: ${path}`;
  return `${where} ${problem}. ${remedy}`;
}

const PLAIN_KEY = /^[\w*-]+$/;

/** Keys and indexes as a person writes them. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!PLAIN_KEY.test(String(step))) text += `[${JSON.stringify(String(step))}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}
