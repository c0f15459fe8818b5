import type { ChannelAdapter } from '../contract/channel-adapter.js';
import { Bench } from './adapter-conformance/bench.js';
import { type AdapterRule, Broken, type Known } from './adapter-conformance/rule.js';
import { ADAPTER_RULES } from './adapter-conformance/rules.js';
import { nameOf } from './adapter-conformance/shown.js';
import { soon } from './adapter-conformance/soon.js';
import type { AdapterSubject } from './adapter-conformance/subject.js';

export type { ProviderAnswer, ProviderRequest } from './adapter-conformance/provider-answer.js';
export type {
  AdapterSubject,
  DocumentedAnswer,
  MessageFact,
  ReceiptFact,
  Signer,
  SubjectAccount,
  SubjectWebhooks,
  WebhookDraft,
  WebhookSample,
} from './adapter-conformance/subject.js';

/** One rule, ready to run. */
export interface AdapterConformanceCase {
  id: string;
  /** What goes wrong in production where the rule does not hold. */
  why: string;
  /** How to mend an adapter that breaks it. */
  remedy: string;
  /** Rejects when the rule does not hold: with what was expected, what happened, why it matters and how to mend it. */
  run(): Promise<void>;
}

/** A rule that was not checked. */
export interface SkippedRule {
  id: string;
  /** `give`: the subject lacks something that it names. `without`: the adapter has not what the rule is about. */
  because: 'give' | 'without';
  what: string;
}

export interface AdapterConformance {
  cases(): AdapterConformanceCase[];
  skipped(): SkippedRule[];
}

/** How long one rule may take before the adapter counts as hanging, ms. */
const PATIENCE_MS = 30_000;

/**
 * Everything the framework relies on in an adapter, as cases for any test runner. Each runs on an adapter of its own and
 * leaves nothing behind.
 *
 * @throws what the schemas of the adapter say of the subject's settings
 */
export function adapterConformance<S, A>(subject: AdapterSubject<S, A>): AdapterConformance {
  const about = subject as unknown as AdapterSubject;
  const known = knownOf(about);
  const judged = ADAPTER_RULES.map((rule) => ({ rule, skip: rule.skip?.(about, known) }));
  return {
    cases: () => judged.flatMap(({ rule, skip }) => (skip ? [] : [caseOf(rule, about)])),
    skipped: () => judged.flatMap(({ rule: { id }, skip }) => (skip ? [skippedRule(id, skip)] : [])),
  };
}

function caseOf(rule: AdapterRule, subject: AdapterSubject): AdapterConformanceCase {
  const { id, why, remedy } = rule;
  return { id, why, remedy, run: () => run(rule, subject) };
}

async function run(rule: AdapterRule, subject: AdapterSubject): Promise<void> {
  const bench = new Bench(subject);
  try {
    const ended = await soon(
      Promise.resolve(rule.check(bench)).then(() => true),
      PATIENCE_MS,
    );
    if (!ended) throw new Broken('an answer', `nothing came within ${PATIENCE_MS} ms`);
  } catch (error) {
    throw failure(rule, subject.definition.name, error);
  } finally {
    await bench.close();
  }
}

function failure({ id, why, remedy }: AdapterRule, adapter: string, error: unknown): Error {
  const { expected, happened } =
    error instanceof Broken
      ? error
      : { expected: 'the rule to be checked', happened: `it ended with ${nameOf(error)}` };
  const lines = [
    `${adapter} breaks ${id}`,
    `  expected: ${expected}`,
    `  happened: ${happened}`,
    `  why:      ${why}`,
    `  mend it:  ${remedy}`,
  ];
  return new Error(lines.join('\n'), { cause: error });
}

function skippedRule(id: string, skip: { give: string } | { without: string }): SkippedRule {
  return 'give' in skip ? { id, because: 'give', what: skip.give } : { id, because: 'without', what: skip.without };
}

function knownOf(subject: AdapterSubject): Known {
  const bench = new Bench(subject);
  const { adapter, capabilities, connects } = bench;
  void bench.close();
  const names: (keyof ChannelAdapter)[] = [
    'planParts',
    'authenticateWebhook',
    'parseWebhook',
    'connect',
    'wasSent',
    'pullReceipts',
    'backfill',
    'validateAccount',
    'fetchMedia',
    'describePeer',
  ];
  return { members: new Set(names.filter((name) => typeof adapter[name] === 'function')), capabilities, connects };
}
