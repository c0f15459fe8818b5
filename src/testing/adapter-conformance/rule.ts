import type { Capabilities } from '../../contract/capabilities.js';
import type { Bench } from './bench.js';
import type { AdapterSubject } from './subject.js';

/** One thing the framework relies on. */
export interface AdapterRule {
  /** The group and the rule, e.g. `outcome/not-connected`. */
  id: string;
  /** What goes wrong in production where it does not hold. */
  why: string;
  /** How to mend an adapter that breaks it. */
  remedy: string;
  /** Why it cannot be checked here. `undefined`: it can. */
  skip?(subject: AdapterSubject, known: Known): Skip | undefined;
  /** Throws what `broken` makes when it does not hold. Runs on a bench of its own. */
  check(bench: Bench): Promise<void> | void;
}

/** `give`: the subject lacks something. `without`: the adapter has not what the rule is about. */
export type Skip = { give: string } | { without: string };

/** What is to be seen of an adapter without trying it. */
export interface Known {
  /** Which of the optional members it has. */
  members: ReadonlySet<string>;
  /** Of the first account. */
  capabilities: Capabilities;
  /** Whether the first account receives by a connection. */
  connects: boolean;
}

/** What was to be seen, and what was seen instead. */
export class Broken extends Error {
  override readonly name = 'Broken';
  constructor(
    readonly expected: string,
    readonly happened: string,
  ) {
    super(`expected ${expected}; ${happened}`);
  }
}

/** Ends a check: the rule does not hold. */
export function broken(expected: string, happened: string): never {
  throw new Broken(expected, happened);
}

/** @throws Broken unless it holds */
export function expect(holds: boolean, expected: string, happened: string): asserts holds {
  if (!holds) broken(expected, happened);
}

export const overHttp = ({ withoutHttp }: AdapterSubject): Skip | undefined =>
  withoutHttp ? { without: '`send` does not use HTTP' } : undefined;

/** For rules about a member that not every adapter has. */
export function needs(member: string, input?: keyof AdapterSubject) {
  return (subject: AdapterSubject, { members, connects }: Known): Skip | undefined => {
    if (!members.has(member)) return { without: `the adapter has no \`${member}\`` };
    if (member === 'connect' && !connects) return { without: 'the account receives otherwise' };
    if (input !== undefined && subject[input] === undefined) return { give: `\`${input}\`` };
    return undefined;
  };
}
