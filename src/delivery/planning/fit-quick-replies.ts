import type { QuickReplyCapability } from '../../contract/capabilities.js';
import type { QuickRepliesItem } from '../../contract/content-item.js';

type QuickReply = QuickRepliesItem['replies'][number];

/** What every provider's buttons open. Others (`tel:`, a host alone) are refused by some, and the whole message with them. */
const OPENS = /^https?:\/\/[^\s/?#]\S*$/i;
/** The shortest limit of a provider: better a line of text than a refusal. */
const LONGEST_URL = 1000;

/** What becomes of quick replies: buttons, and lines of text for the others. */
export interface FittedReplies {
  buttons: QuickReply[];
  lines: string[];
}

/** Which replies the provider can show as buttons, by the rules told at {@link QuickReplyCapability}. */
export function fitQuickReplies(
  replies: readonly QuickReply[],
  capability: QuickReplyCapability | undefined,
): FittedReplies {
  const { maxCount, maxLabel, urls = false } = capability ?? { maxCount: 0, maxLabel: 0 };
  const short = (reply: QuickReply) => labelOf(reply).length <= maxLabel;
  const answers = replies.filter(({ valueType }) => valueType === 'TEXT');
  const answersFit = answers.length <= maxCount && answers.every(short);
  let linksLeft = urls ? maxCount - (answersFit ? answers.length : 0) : 0;
  const fitted: FittedReplies = { buttons: [], lines: [] };
  for (const reply of replies) {
    const fits = reply.valueType === 'TEXT' ? answersFit : short(reply) && opens(reply) && linksLeft-- > 0;
    if (fits) fitted.buttons.push(reply);
    else fitted.lines.push(written(reply));
  }
  return fitted;
}

/** What a person reads on the button. */
export function labelOf({ label, value }: QuickReply): string {
  return label || value;
}

function opens({ value }: QuickReply): boolean {
  return value.length <= LONGEST_URL && OPENS.test(value);
}

function written(reply: QuickReply): string {
  const label = labelOf(reply);
  return reply.valueType === 'URL' && label !== reply.value ? `${label}: ${reply.value}` : label;
}
