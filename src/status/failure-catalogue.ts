import type { FailureClass } from '../contract/failure-reason.js';

/** What agents read, in one language: data, so that users can add their own. */
export interface FailureCatalogue {
  /** A language tag, e.g. `en` or `pt-BR`. */
  language: string;
  /** One sentence per class: what happened, and what the agent can do. */
  sentences: Record<FailureClass, string>;
  /** Around the sentence of one part of several; holds `{part}`, `{parts}` and `{sentence}`. */
  part: string;
  /** Around the sentence when the provider gave a code; holds `{sentence}` and `{code}`. */
  code: string;
}

/** A user's catalogue: what it leaves out is said in English. */
export type PartialCatalogue = Pick<FailureCatalogue, 'language'> &
  Partial<Pick<FailureCatalogue, 'part' | 'code'>> & { sentences?: Partial<FailureCatalogue['sentences']> };
