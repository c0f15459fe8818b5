import { type ContentItem, clip, parseJson, type TextItem } from 'channelwright/adapter';
import { z } from 'zod';
import type { WhatsAppMessage } from './message-frame.js';
import { optional } from './optional.js';

/** No answer of a form and no order is longer than an agent would read. */
const MOST_LINES = 50;
const LONGEST_LINE = 500;

const order = z.object({
  text: optional(z.string()),
  product_items: z.array(
    z.object({
      product_retailer_id: z.coerce.string(),
      quantity: optional(z.coerce.number()),
      item_price: optional(z.coerce.number()),
      currency: optional(z.string()),
    }),
  ),
});
const flow = z.object({ body: optional(z.string()), response_json: optional(z.string()) });

export function text(words: string): TextItem {
  return { kind: 'text', text: words };
}

/** HubSpot has no orders: a line for each product. */
export function orderLines(input: unknown): ContentItem[] | undefined {
  const { data } = order.safeParse(input);
  if (data === undefined) return undefined;
  const lines = data.product_items.slice(0, MOST_LINES).map((item) => {
    const price = item.item_price == null ? '' : `, ${item.item_price} ${item.currency ?? ''}`.trimEnd();
    return clip(`${item.quantity ?? 1} × ${item.product_retailer_id}${price}`, LONGEST_LINE);
  });
  return [text(['[Order]', ...lines, ...(data.text ? [data.text] : [])].join('\n'))];
}

/** The answers of a form (a flow), a line each. What only the flow understands is left out. */
export function flowAnswer(input: unknown): ContentItem[] | undefined {
  const { data } = flow.safeParse(input);
  if (data === undefined) return undefined;
  const answers = z.record(z.string(), z.unknown()).safeParse(parseJson(data.response_json ?? '')).data ?? {};
  const lines = Object.entries(answers)
    .filter(([name]) => name !== 'flow_token')
    .slice(0, MOST_LINES)
    .map(([name, value]) =>
      clip(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`, LONGEST_LINE),
    );
  return [text([data.body ? `[Form] ${data.body}` : '[Form]', ...lines].join('\n'))];
}

/** That a message was forwarded, and from which advertisement or product it came. */
export function originLines({ context, referral }: WhatsAppMessage): TextItem[] {
  const lines: TextItem[] = [];
  if (context?.frequently_forwarded) lines.push(text('[Forwarded many times]'));
  else if (context?.forwarded) lines.push(text('[Forwarded]'));
  const product = context?.referred_product?.product_retailer_id;
  if (product) lines.push(text(clip(`[About the product ${product}]`, LONGEST_LINE)));
  if (referral) {
    const about = [referral.headline ?? referral.body, referral.source_url].filter(Boolean).join(' ');
    lines.push(text(clip(`[Came from an advertisement: ${about || '?'}]`, LONGEST_LINE)));
  }
  return lines;
}
