import type { QuickRepliesItem } from 'channelwright/adapter';

type Reply = QuickRepliesItem['replies'][number];

/** Source: Meta, "Interactive messages". */
const MAX_BUTTONS = 3;
const MAX_ROWS = 10;
const MAX_BUTTON_LABEL = 20;
const MAX_ROW_LABEL = 24;
/** The most text above buttons or a link; above a list it is that of a text. */
const MAX_BODY = 1024;

/** How quick replies can look: up to three buttons, a list of up to ten, or one link. Undefined: only written out. */
export type ReplyForm = 'buttons' | 'list' | 'link';

export function replyForm(text: string, replies: readonly Reply[]): ReplyForm | undefined {
  const labels = replies.map(labelOf);
  const [only] = replies;
  if (only?.valueType === 'URL') {
    const fits = replies.length === 1 && text.length <= MAX_BODY && isLabel(labels[0] ?? '', MAX_BUTTON_LABEL);
    return fits && URL.canParse(only.value) ? 'link' : undefined;
  }
  if (only === undefined || replies.some(({ valueType }) => valueType === 'URL')) return undefined;
  if (new Set(labels).size < labels.length) return undefined;
  const fit = (count: number, length: number) =>
    replies.length <= count && labels.every((label) => isLabel(label, length));
  if (fit(MAX_BUTTONS, MAX_BUTTON_LABEL) && text.length <= MAX_BODY) return 'buttons';
  return fit(MAX_ROWS, MAX_ROW_LABEL) ? 'list' : undefined;
}

/** Quick replies as `interactive` content, or written out where they fit no form. */
export function interactive(text: string | undefined, replies: readonly Reply[], listButton: string) {
  // An interactive message must have a body.
  const body = text ?? replies.map(labelOf).join(' · ');
  switch (replyForm(body, replies)) {
    case 'buttons':
      return content('button', body, {
        buttons: replies.map((reply, index) => ({ type: 'reply', reply: choice(reply, index) })),
      });
    case 'list':
      return content('list', body, { button: listButton, sections: [{ rows: replies.map(choice) }] });
    case 'link':
      return content('cta_url', body, {
        name: 'cta_url',
        parameters: { display_text: labelOf(replies[0]!), url: replies[0]!.value },
      });
    default:
      return { type: 'text', text: { body: text === undefined ? inWords(replies) : `${text}\n${inWords(replies)}` } };
  }
}

/** A line each, as a person would write them. */
export function inWords(replies: readonly Reply[]): string {
  return replies
    .map(({ value, valueType, label }) => line(value, valueType === 'URL' ? label : (label ?? value)))
    .join('\n');
}

function line(value: string, label: string | undefined): string {
  return label === undefined || label === value ? `• ${value}` : `• ${label}: ${value}`;
}

function labelOf({ label, value }: Reply): string {
  return label ?? value;
}

function isLabel(label: string, most: number): boolean {
  return label.trim() !== '' && label.length <= most;
}

/** The id need only be unique: what the customer chose comes back with its title. */
function choice(reply: Reply, index: number) {
  return { id: String(index + 1), title: labelOf(reply) };
}

function content(type: string, body: string, action: Record<string, unknown>) {
  return { type: 'interactive', interactive: { type, body: { text: body }, action } };
}
