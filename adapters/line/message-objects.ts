import { clip, type FileItem, type LocationItem, type PartItem, type SendContext } from 'channelwright/adapter';
import type { LineMessage } from './line-message.js';
import { quickReply } from './quick-reply.js';
import type { LineAccountSettings } from './settings.js';

/** UTF-16 code units of a location's title and of its address. */
const MOST_PLACE = 100;

/** Nothing of LINE's can carry this: it was planned under other settings, or by another version. */
export class NoSuchMessageObject extends Error {
  override readonly name = 'NoSuchMessageObject';
}

/**
 * A planned part as message objects. Quick replies stand on the last of them: LINE shows no others.
 *
 * @throws NoSuchMessageObject, and what `ctx.mediaUrl` throws
 */
export async function messageObjects(
  items: readonly PartItem[],
  ctx: Pick<SendContext<LineAccountSettings>, 'account' | 'mediaUrl'>,
): Promise<LineMessage[]> {
  const { senderName, iconUrl, videoPreviewUrl } = ctx.account.settings;
  const replies = items.flatMap((item) => (item.kind === 'quickReplies' ? item.replies : []));
  const messages: LineMessage[] = [];
  for (const item of items) {
    if (item.kind === 'text') messages.push({ type: 'text', text: item.formatted ?? item.text });
    else if (item.kind === 'location') messages.push(locationMessage(item));
    else if (item.kind === 'file') messages.push(fileMessage(item, (await ctx.mediaUrl(item)).href, videoPreviewUrl));
    else if (item.kind !== 'quickReplies') throw new NoSuchMessageObject(`LINE has no message of kind ${item.kind}`);
  }
  const last = messages.at(-1);
  if (last === undefined) throw new NoSuchMessageObject('buttons need a message above them');
  if (replies.length > 0) last.quickReply = quickReply(replies);
  if (senderName === undefined && iconUrl === undefined) return messages;
  const sender = { ...(senderName !== undefined && { name: senderName }), ...(iconUrl !== undefined && { iconUrl }) };
  return messages.map((message) => ({ ...message, sender }));
}

/** An image is its own preview: the rules let none pass that is too large for that. */
function fileMessage({ type }: FileItem, url: string, videoPreviewUrl: string | undefined): LineMessage {
  if (!type?.startsWith('video/')) return { type: 'image', originalContentUrl: url, previewImageUrl: url };
  if (videoPreviewUrl === undefined) throw new NoSuchMessageObject('a video needs a preview picture');
  return { type: 'video', originalContentUrl: url, previewImageUrl: videoPreviewUrl };
}

/** LINE wants a title and an address; HubSpot may know neither. */
function locationMessage({ latitude, longitude, name, address }: LocationItem): LineMessage {
  const coordinates = `${latitude}, ${longitude}`;
  return {
    type: 'location',
    title: clip(name || address || coordinates, MOST_PLACE),
    address: clip(address || name || coordinates, MOST_PLACE),
    latitude,
    longitude,
  };
}
