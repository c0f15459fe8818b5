import { z } from 'zod';
import { duration } from './duration.js';
import { word } from './scalars.js';

/** A template as it is configured: the provider's name of it, and what fills its gaps. */
export interface ConfiguredTemplate {
  name: string;
  language?: string;
  /** In order. `{{text}}` and `{{to}}` are replaced by what a message has there. */
  variables: string[];
}

/** What becomes of a message to a peer who has not written for longer than the provider's window. */
export type OutsideWindow =
  | { mode: 'fail' }
  /** The template goes in its stead, with its text as a variable. */
  | { mode: 'template'; template: ConfiguredTemplate }
  /** The template goes, and the message itself once the peer has written, at most `holdMs` later. */
  | { mode: 'template-then-hold'; template: ConfiguredTemplate; holdMs: number };

/** What `{{…}}` may stand for in a variable. */
const TEMPLATE_GAPS = ['text', 'to'] as const;

const DAY_MS = 24 * 3_600_000;
const LONGEST_HOLD_MS = 7 * DAY_MS;
const GAP = /\{\{(.*?)\}\}/g;

const GAP_REMEDY = 'Of a message, {{text}} and {{to}} can be written.';

const template = z
  .strictObject({
    name: z.string().min(1, 'is empty').meta({
      description: 'The provider’s name or id of the template.',
      remedy: 'Write the name or id under which the provider has approved it.',
    }),
    language: z.string().min(1, 'is empty').optional().meta({
      description: 'The template’s language as the provider writes it, e.g. en_US.',
    }),
    variables: z
      .array(
        z.string().refine(hasKnownGaps, 'names something that is not known of a message').meta({ remedy: GAP_REMEDY }),
      )
      .prefault([])
      .meta({
        description: 'What fills the template’s gaps, in order. {{text}} is the message’s text, {{to}} the address.',
        remedy: GAP_REMEDY,
      }),
  })
  .meta({ description: 'An approved template of the provider.' });

const withTemplate = z
  .strictObject({
    mode: word(['template', 'template-then-hold'], 'What the template is for.'),
    template,
    holdFor: duration('How long the message waits for the peer to write, at most 7d.')
      .refine((ms) => ms <= LONGEST_HOLD_MS, 'is longer than 7d')
      .meta({ remedy: 'Write a duration of at most 7d, such as 24h, and only with template-then-hold.' })
      .optional(),
  })
  .refine(({ mode, holdFor }) => mode === 'template-then-hold' || holdFor === undefined, {
    message: 'is only for template-then-hold',
    path: ['holdFor'],
  })
  .refine(({ mode, template: { variables } }) => mode !== 'template' || variables.some(carriesText), {
    message: 'leaves the message’s text out, and nothing sends it later',
    path: ['template', 'variables'],
  });

/** `delivery.outsideWindow`, of a channel or of one account. */
export const outsideWindow = z.union([word(['fail'], 'The message is FAILED.'), withTemplate]).meta({
  description: 'What becomes of a message to a peer who has not written for too long: fail, or a template.',
  remedy: 'Write fail, or a map with mode and template.',
});

/** As it was parsed, in the form in which it is obeyed. */
export function toOutsideWindow(parsed: z.output<typeof outsideWindow>): OutsideWindow {
  if (parsed === 'fail') return { mode: 'fail' };
  const { name, language, variables } = parsed.template;
  const made = { name, variables, ...(language === undefined ? {} : { language }) };
  if (parsed.mode === 'template') return { mode: 'template', template: made };
  return { mode: 'template-then-hold', template: made, holdMs: parsed.holdFor ?? DEFAULT_HOLD_MS };
}

/** How long a message waits for the peer where nothing else is said, ms. */
export const DEFAULT_HOLD_MS = DAY_MS;

/** The variable with its gaps filled. */
export function fillGaps(variable: string, values: Record<(typeof TEMPLATE_GAPS)[number], string>): string {
  return variable.replaceAll(GAP, (written, inner: string) => {
    const gap = gapOf(inner);
    return gap === undefined ? written : values[gap];
  });
}

export function carriesText(variable: string): boolean {
  return [...variable.matchAll(GAP)].some(([, inner = '']) => gapOf(inner) === 'text');
}

function hasKnownGaps(variable: string): boolean {
  return [...variable.matchAll(GAP)].every(([, inner = '']) => gapOf(inner) !== undefined);
}

function gapOf(inner: string): (typeof TEMPLATE_GAPS)[number] | undefined {
  return TEMPLATE_GAPS.find((gap) => gap === inner.trim());
}
