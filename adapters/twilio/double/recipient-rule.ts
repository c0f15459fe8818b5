import { z } from 'zod';

const step = z.union([
  z.string().min(1),
  z.strictObject({ status: z.string().min(1), code: z.number().int().optional() }),
]);

/** How status callbacks misbehave. `early`: all of them before the answer to the create call. */
const callbackMode = z.enum(['normal', 'early', 'duplicate', 'reversed', 'never']);
export type CallbackMode = z.output<typeof callbackMode>;

/** What happens to messages for one recipient, instead of the usual. */
export const recipientRule = z.strictObject({
  /** The create call is refused. */
  refuse: z.strictObject({ status: z.number().int().default(400), code: z.number().int() }).optional(),
  /** The statuses after the first, in order: `['sent', { status: 'undelivered', code: 30003 }]`. */
  statuses: z.array(step).optional(),
  callbacks: callbackMode.optional(),
  /** Only messages with media (true), only those without (false). */
  media: z.boolean().optional(),
  /** Only messages whose text, or one of whose media URLs, contains this. */
  containing: z.string().optional(),
  /** How often it applies. Default: always. */
  times: z.number().int().positive().optional(),
});

export type RecipientRule = z.input<typeof recipientRule>;

export interface StatusStep {
  status: string;
  code?: number;
}

/** What a rule is matched against. */
export interface RuledMessage {
  to: string;
  body: string;
  mediaUrls: readonly string[];
}

interface Entry {
  to: string;
  rule: z.output<typeof recipientRule>;
  left: number;
}

/** The rules in the order in which they were given; the first that fits is used. */
export class RuleBook {
  readonly #entries: Entry[] = [];

  add(to: string, input: RecipientRule): void {
    const rule = recipientRule.parse(input);
    this.#entries.push({ to, rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  /** The rule for a message; using it up is counted. */
  take(message: RuledMessage): z.output<typeof recipientRule> | undefined {
    const entry = this.#entries.find((e) => e.left > 0 && e.to === message.to && fits(e.rule, message));
    if (entry === undefined) return undefined;
    entry.left -= 1;
    return entry.rule;
  }

  clear(): void {
    this.#entries.length = 0;
  }
}

function fits(rule: z.output<typeof recipientRule>, { body, mediaUrls }: RuledMessage): boolean {
  if (rule.media !== undefined && rule.media !== mediaUrls.length > 0) return false;
  const { containing } = rule;
  return containing === undefined || [body, ...mediaUrls].some((text) => text.includes(containing));
}

export function stepsOf(rule: { statuses?: (string | { status: string; code?: number | undefined })[] | undefined }) {
  return rule.statuses?.map((s): StatusStep => {
    if (typeof s === 'string') return { status: s };
    return s.code === undefined ? { status: s.status } : { status: s.status, code: s.code };
  });
}
