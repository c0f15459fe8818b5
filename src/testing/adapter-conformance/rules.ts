import { accountCallRules } from './account-calls.js';
import { catchingUpRules } from './catching-up.js';
import { connectionRules } from './connection-rules.js';
import { definitionRules } from './definition-rules.js';
import { leftoverRules } from './leftovers.js';
import { crashRules } from './life-of-crashes.js';
import { receiptRules } from './life-of-receipts.js';
import { mediaRules } from './media-rules.js';
import { answerRules } from './outcome-of-answers.js';
import { unansweredRules } from './outcome-without-answer.js';
import { planningRules } from './planning.js';
import type { AdapterRule } from './rule.js';
import { secrecyRules } from './secrecy.js';
import { sendingRules } from './sending.js';
import { signatureRules } from './signature-rules.js';
import { tenantRules } from './tenant-rules.js';
import { webhookEventRules } from './webhook-events.js';
import { webhookRobustnessRules } from './webhook-robustness.js';

/** Every rule, in the order in which they are best mended. */
export const ADAPTER_RULES: readonly AdapterRule[] = [
  ...definitionRules,
  ...planningRules,
  ...sendingRules,
  ...unansweredRules,
  ...answerRules,
  ...secrecyRules,
  ...webhookEventRules,
  ...webhookRobustnessRules,
  ...signatureRules,
  ...tenantRules,
  ...accountCallRules,
  ...connectionRules,
  ...catchingUpRules,
  ...mediaRules,
  ...receiptRules,
  ...crashRules,
  ...leftoverRules,
];
