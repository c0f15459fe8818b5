import { clip } from '../../adapter/clip.js';
import { type ConfiguredTemplate, carriesText, fillGaps, type OutsideWindow } from '../../config/outside-window.js';
import type { Capabilities } from '../../contract/capabilities.js';
import type { TemplateItem } from '../../contract/content-item.js';
import type { OutboundMessage, PartDraft, Rejection } from '../../contract/outbound-message.js';
import { outsideWindow } from './window.js';

/**
 * The most of a text that goes into a template, UTF-16 code units. Meta takes 1,024 for the whole body of a template, whose own
 * words need room too. Source: Meta, "Message templates" (as reported; not verified).
 */
export const MAX_TEMPLATE_TEXT = 800;

/** Meta refuses variables with line breaks, tabs or more than four spaces in a row. Source: Meta, error 132012 and its page. */
const BREAKS = /[\r\n\t\u2028\u2029]+|\s{4,}/gu;

/**
 * The parts of a message whose peer has not written for longer than the window: none, the template in its stead, or the
 * template and then, once the peer has written, the message as it would have gone inside the window.
 */
export function planOutside(
  message: OutboundMessage,
  policy: OutsideWindow,
  { content: kinds }: Capabilities,
  plan: () => PartDraft[] | Rejection,
): PartDraft[] | Rejection {
  if (policy.mode === 'fail') return { rejected: outsideWindow() };
  if (!kinds?.includes('template')) return { rejected: outsideWindow('this account takes no templates') };
  const item = templateItem(message, policy.template);
  if ('rejected' in item) return item;
  const template: PartDraft = { items: [item] };
  if (policy.mode === 'template') return wholeInTemplate(message) ?? [template];
  const planned = plan();
  if ('rejected' in planned) return planned;
  const [first, ...rest] = planned;
  return first ? [template, { ...first, continues: true, awaitsReply: true }, ...rest] : [];
}

/** Nothing sends later what the template does not carry: such a message is refused rather than cut. */
function wholeInTemplate(message: OutboundMessage): Rejection | undefined {
  const other = message.content.find(({ kind }) => kind !== 'text');
  if (other) return { rejected: outsideWindow(`a template cannot carry: ${other.kind}`) };
  if (oneLine(textOf(message)).length <= MAX_TEMPLATE_TEXT) return undefined;
  const detail = `a template carries at most ${MAX_TEMPLATE_TEXT} characters`;
  return { rejected: { class: 'content-too-long', scope: 'message', detail } };
}

function templateItem(message: OutboundMessage, template: ConfiguredTemplate): TemplateItem | Rejection {
  const text = clip(oneLine(textOf(message)), MAX_TEMPLATE_TEXT);
  // An empty variable is refused by the provider, for every one of these messages.
  if (text === '' && template.variables.some(carriesText)) {
    return { rejected: outsideWindow('the template carries the text of a message, and this one has none') };
  }
  const variables = template.variables.map((variable) => fillGaps(variable, { text, to: message.to.value }));
  return { kind: 'template', ...template, variables };
}

function textOf({ content }: OutboundMessage): string {
  return content.flatMap((item) => (item.kind === 'text' ? [item.text] : [])).join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(BREAKS, ' ').trim();
}
