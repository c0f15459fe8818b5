import { answerRules } from './outcome-of-answers.js';
import { unansweredRules } from './outcome-without-answer.js';
import type { AdapterRule } from './rule.js';

/** Every rule, in the order in which they are best mended. */
export const ADAPTER_RULES: readonly AdapterRule[] = [...unansweredRules, ...answerRules];
