/** How a message object may carry answers and a sender. Source: LINE, "Messaging API reference", message objects. */
interface MessageBase {
  quickReply?: { items: QuickReplyItem[] };
  sender?: { name?: string; iconUrl?: string };
}

export interface QuickReplyItem {
  type: 'action';
  action: { type: 'message'; label: string; text: string } | { type: 'uri'; label: string; uri: string };
}

/** A message object, of the kinds this adapter sends. */
export type LineMessage = MessageBase &
  (
    | { type: 'text'; text: string }
    | { type: 'image'; originalContentUrl: string; previewImageUrl: string }
    | { type: 'video'; originalContentUrl: string; previewImageUrl: string }
    | { type: 'location'; title: string; address: string; latitude: number; longitude: number }
  );
