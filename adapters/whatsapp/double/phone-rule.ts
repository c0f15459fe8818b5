import { z } from 'zod';

const step = z.union([z.string(), z.strictObject({ status: z.string(), code: z.int().optional() })]);

/** How messages to one phone go. */
export const phoneRule = z.strictObject({
  /** For so many messages; default for all. */
  times: z.int().positive().optional(),
  /** The call is refused with this code. */
  refuse: z.int().optional(),
  /** The statuses to come. Default: sent, delivered, read. */
  statuses: z.array(step).optional(),
  /** When: after the answer, before it, each twice, the last one first, or not at all. */
  webhooks: z.enum(['normal', 'early', 'duplicate', 'reversed', 'never']).default('normal'),
});

export type PhoneRule = z.input<typeof phoneRule>;
type ActiveRule = z.output<typeof phoneRule>;
export type WebhookMode = ActiveRule['webhooks'];

export interface StatusStep {
  status: string;
  code?: number | undefined;
}

/** How one message goes on after it was taken. */
export interface Course {
  steps: StatusStep[];
  webhooks: WebhookMode;
}

const USUAL = ['sent', 'delivered', 'read'];

export function courseOf({ statuses = USUAL, webhooks = 'normal' }: Partial<ActiveRule> = {}): Course {
  return { steps: statuses.map((one) => (typeof one === 'string' ? { status: one } : one)), webhooks };
}

/** Whether the phone gets a message that goes so. */
export function arrives({ steps }: Course): boolean {
  return steps.some(({ status }) => status === 'delivered' || status === 'read');
}

export class PhoneRules {
  #rules: { to: string; rule: ActiveRule }[] = [];

  /** Earlier rules that fit come first. */
  add(to: string, rule: PhoneRule): void {
    this.#rules.push({ to, rule: phoneRule.parse(rule) });
  }

  take(to: string): ActiveRule | undefined {
    const found = this.#rules.find((one) => one.to === to);
    if (found?.rule.times !== undefined) {
      found.rule.times -= 1;
      if (found.rule.times <= 0) this.#rules = this.#rules.filter((one) => one !== found);
    }
    return found?.rule;
  }
}
