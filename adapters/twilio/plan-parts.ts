import type {
  ContentItem,
  FailureClass,
  FileItem,
  LocationItem,
  OutboundMessage,
  PartDraft,
  PlanContext,
  Rejection,
} from 'channelwright/adapter';
import { CHANNEL_RULES, MAX_BODY, mediaRule } from './channel-rules.js';
import { channelOf, type TwilioAccountSettings, type TwilioChannel } from './settings.js';
import { splitText } from './split-text.js';

/**
 * Divide a message by the rules of the account's own channel: texts cut at the limit, one file or location per call. What the
 * channel certainly refuses rejects the whole message before any of it is sent and charged.
 */
export function planParts(
  message: OutboundMessage,
  { account }: PlanContext<TwilioAccountSettings>,
): PartDraft[] | Rejection {
  const channel = channelOf(account.settings);
  const drafts: PartDraft[] = [];
  for (const item of message.content) {
    const planned = planItem(item, channel);
    if (!Array.isArray(planned)) return planned;
    drafts.push(...planned);
  }
  return drafts.length > 0 ? drafts : reject('content-empty', '21619');
}

function planItem(item: ContentItem, channel: TwilioChannel): PartDraft[] | Rejection {
  switch (item.kind) {
    case 'text':
      return textDrafts(item.text);
    case 'file':
      return fileDrafts(item, channel);
    case 'location':
      return CHANNEL_RULES[channel].location ? [{ items: [item] }] : textDrafts(locationText(item));
    case 'contact':
    case 'quickReplies':
    case 'unsupported':
      return reject('content-unsupported');
  }
}

function textDrafts(text: string): PartDraft[] {
  return splitText(text, MAX_BODY).map((piece, index) => ({
    items: [{ kind: 'text', text: piece }],
    ...(index > 0 ? { continues: true } : {}),
  }));
}

function fileDrafts(item: FileItem, channel: TwilioChannel): PartDraft[] | Rejection {
  const rule = mediaRule(channel, item.type);
  if (rule === undefined) return reject('media-type-refused');
  if (item.size !== undefined && item.size > rule.maxBytes) return reject('media-too-large');
  const { caption, ...bare } = item;
  if (caption === undefined) return [{ items: [bare] }];
  if (rule.caption && caption.length <= MAX_BODY) return [{ items: [item] }];
  return [...textDrafts(caption), { items: [bare] }];
}

/** SMS has no locations: what a person needs to find the place, and a link. */
function locationText({ latitude, longitude, name, address, url }: LocationItem): string {
  const link = url ?? `https://maps.google.com/?q=${latitude},${longitude}`;
  return [name, address, link].filter((line) => line !== undefined && line !== '').join('\n');
}

function reject(failure: FailureClass, code?: string): Rejection {
  return { rejected: { class: failure, scope: 'message', ...(code === undefined ? {} : { code }) } };
}
