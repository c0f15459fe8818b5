import { clip, type QuickRepliesItem } from 'channelwright/adapter';
import { MOST_LABEL, MOST_QUICK_REPLIES } from './capabilities.js';
import type { LineMessage, QuickReplyItem } from './line-message.js';

type Replies = QuickRepliesItem['replies'];

/** UTF-16 code units of what a button says for the peer. Source: LINE, "Messaging API reference", message action. */
const MOST_ANSWER = 300;

/** Buttons that say something for the peer, or open a page. */
export function quickReply(replies: Replies): NonNullable<LineMessage['quickReply']> {
  return { items: replies.slice(0, MOST_QUICK_REPLIES).map(item) };
}

function item({ value, valueType, label: given }: Replies[number]): QuickReplyItem {
  const label = clip(given || value, MOST_LABEL);
  if (valueType === 'URL') return { type: 'action', action: { type: 'uri', label, uri: value } };
  return { type: 'action', action: { type: 'message', label, text: clip(value, MOST_ANSWER) } };
}
