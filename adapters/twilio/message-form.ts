import type { LocationItem, PartItem, PlannedPart, SendContext, TemplateItem } from 'channelwright/adapter';
import { toTwilio } from './addresses.js';
import { channelOf, type TwilioAccountSettings, type TwilioChannelSettings } from './settings.js';

/** The name under which our correlation travels in the callback URL, and so comes back under Twilio's signature. */
export const CORRELATION_PARAM = 'ref';

/** One part as the form of `POST Messages.json`. Source: Twilio, "Create a Message". */
export async function messageForm(
  part: PlannedPart,
  ctx: SendContext<TwilioAccountSettings>,
  { callbackRetries }: TwilioChannelSettings,
): Promise<URLSearchParams> {
  const { settings } = ctx.account;
  const channel = channelOf(settings);
  const form = new URLSearchParams({ To: toTwilio(ctx.conversation.address.value, channel) });
  if (settings.from !== undefined) form.set('From', toTwilio(settings.from, channel));
  if (settings.messagingServiceSid !== undefined) form.set('MessagingServiceSid', settings.messagingServiceSid);
  const body = part.items.map(bodyOf).filter((text) => text !== undefined);
  if (body.length > 0) form.set('Body', body.join('\n'));
  for (const item of part.items) {
    if (item.kind === 'file') form.append('MediaUrl', (await ctx.mediaUrl(item)).href);
    if (item.kind === 'location') form.append('PersistentAction', geoAction(item));
    if (item.kind === 'template') setTemplate(form, item);
  }
  const callback = ctx.callbackUrl({ [CORRELATION_PARAM]: ctx.correlation });
  form.set('StatusCallback', callbackRetries === undefined ? callback.href : `${callback.href}#${callbackRetries}`);
  return form;
}

/** Its language is part of what the SID names. Source: Twilio, "Content API: send templates". */
function setTemplate(form: URLSearchParams, { name, variables }: TemplateItem): void {
  form.set('ContentSid', name);
  if (variables.length === 0) return;
  const numbered = variables.map((value, index) => [String(index + 1), value]);
  form.set('ContentVariables', JSON.stringify(Object.fromEntries(numbered)));
}

function bodyOf(item: PartItem): string | undefined {
  switch (item.kind) {
    case 'text':
      return item.text;
    case 'file':
      return item.caption;
    case 'location':
      return item.name ?? item.address ?? `${item.latitude},${item.longitude}`;
    default:
      return undefined;
  }
}

function geoAction({ latitude, longitude, name, address }: LocationItem): string {
  const label = name ?? address;
  return `geo:${latitude},${longitude}${label === undefined ? '' : `|${label}`}`;
}
