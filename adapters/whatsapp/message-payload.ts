import type { LocationItem, PartItem, PlannedPart, SendContext, TemplateItem, TextItem } from 'channelwright/adapter';
import { recipientOf } from './addresses.js';
import { mediaKindOf } from './capabilities.js';
import { contactCard } from './contact-card.js';
import { interactive } from './interactive.js';
import type { WhatsAppAccountSettings, WhatsAppChannelSettings } from './settings.js';

type Context = SendContext<WhatsAppAccountSettings>;
type Body = Record<string, unknown>;

/** One part as the body of `POST /{phone number}/messages`; undefined: nothing WhatsApp has a form for. */
export async function messagePayload(
  part: PlannedPart,
  ctx: Context,
  settings: Pick<WhatsAppChannelSettings, 'listButton'>,
): Promise<Body | undefined> {
  const content = await contentOf(part.items, ctx, settings);
  return (
    content && {
      messaging_product: 'whatsapp',
      ...recipientOf(ctx.conversation.address),
      // Echoed in every status of the message: it proves which attempt went out, also where the answer was lost.
      biz_opaque_callback_data: ctx.correlation,
      ...content,
    }
  );
}

async function contentOf(
  items: PartItem[],
  ctx: Context,
  { listButton }: Pick<WhatsAppChannelSettings, 'listButton'>,
): Promise<Body | undefined> {
  const replies = items.find((item) => item.kind === 'quickReplies');
  const text = items.find((item) => item.kind === 'text');
  if (replies) return interactive(text && wordsOf(text), replies.replies, listButton);
  const [item] = items;
  switch (item?.kind) {
    case 'text':
      return textContent(wordsOf(item), ctx);
    case 'file': {
      const kind = mediaKindOf(item);
      const caption = kind === 'audio' ? undefined : item.caption;
      const filename = kind === 'document' ? item.name : undefined;
      const link = (await ctx.mediaUrl(item)).href;
      return { type: kind, [kind]: { link, ...(caption && { caption }), ...(filename && { filename }) } };
    }
    case 'location':
      return { type: 'location', location: placeOf(item) };
    case 'contact':
      return { type: 'contacts', contacts: [contactCard(item)] };
    case 'template':
      return { type: 'template', template: templateOf(item) };
    default:
      return undefined;
  }
}

function wordsOf({ text, formatted }: TextItem): string {
  return formatted ?? text;
}

function textContent(body: string, { account }: Context): Body {
  return { type: 'text', text: { body, preview_url: account.settings.linkPreviews } };
}

function placeOf({ latitude, longitude, name, address }: LocationItem): Body {
  return { latitude, longitude, ...(name && { name }), ...(address && { address }) };
}

/** Where no language is given it is Meta's own default for new templates. */
const LANGUAGE = 'en_US';

/** Source: Meta, "Template messages". What may not stand in a variable (line breaks, tabs) the framework has taken out. */
function templateOf({ name, language = LANGUAGE, variables }: TemplateItem): Body {
  const parameters = variables.map((text) => ({ type: 'text', text }));
  const components = parameters.length === 0 ? [] : [{ type: 'body', parameters }];
  return { name, language: { code: language }, components };
}
