import {
  type FileItem,
  type HttpResponse,
  isTransportError,
  multipartBody,
  type PlannedPart,
  type SendContext,
  type SendOutcome,
  transportOutcome,
} from 'channelwright/adapter';
import { businessAddress, chatAddress, messageIdIn, targetOf } from './addresses.js';
import { readAnswer } from './answer.js';
import type { BotApi } from './bot-api.js';
import { outcomeOfRefusal } from './failure.js';
import { captionFields, fileCall } from './file-call.js';
import { messageCall } from './message-call.js';
import { sentMessage } from './sent-message.js';
import type { TelegramAccountSettings } from './settings.js';
import { watchedToEnd } from './watched-to-end.js';

type TelegramContext = SendContext<TelegramAccountSettings>;

/** Where a part goes, as the Bot API's parameters say it. */
type Target = { chat_id: string; business_connection_id?: string };

/** The one call that sends a part. What Telegram answered, or did not, as an outcome. */
export async function sendPart(
  api: BotApi,
  part: PlannedPart,
  ctx: TelegramContext,
  nowMs: number,
): Promise<SendOutcome> {
  const target = whereTo(ctx, nowMs);
  if ('kind' in target) return target;
  const [file] = part.items;
  if (file?.kind === 'file') return sendFile(api, file, target, ctx);
  const call = messageCall(part);
  if (call === undefined) return rejected('content-unsupported', 'there is no method that sends this');
  try {
    const answer = await api.call(call.method, { ...target, ...call.params }, { signal: ctx.signal });
    return await outcomeOf(answer);
  } catch (error) {
    return transportOutcome(error);
  }
}

/** A chat of a business account is written to through the connection that its last message came by. */
function whereTo({ conversation: { address, replyHandle } }: TelegramContext, nowMs: number): Target | SendOutcome {
  const { chatId, isBusiness } = targetOf(address);
  if (!isBusiness) return { chat_id: chatId };
  if (replyHandle !== undefined && replyHandle.expiresAtMs > nowMs) {
    return { chat_id: chatId, business_connection_id: replyHandle.token };
  }
  return rejected('outside-window', 'the customer has not written to the business account for a day');
}

/** The upload is the send: nothing of it is preparatory. */
async function sendFile(api: BotApi, item: FileItem, target: Target, ctx: TelegramContext): Promise<SendOutcome> {
  const caption = captionFields(item);
  if (caption === undefined) return rejected('content-too-long', 'a caption of over 1024 characters');
  const stream = await ctx.openMedia(item);
  const { method, field } = fileCall(stream, stream.size ?? item.size);
  const name = item.name ?? stream.name ?? 'file';
  const form = multipartBody({ ...target, ...caption }, { field, name, stream });
  const watched = watchedToEnd(form.body);
  try {
    const answer = await api.upload(method, { ...form, body: watched.body }, { signal: ctx.signal });
    return await outcomeOf(answer);
  } catch (error) {
    const outcome = transportOutcome(error);
    // The last bytes close the form: without them there is no request that Telegram could have carried out.
    return outcome.kind === 'uncertain' && !watched.ended() && isTransportError(error)
      ? { kind: 'retry', reason: outcome.reason }
      : outcome;
  }
}

async function outcomeOf(response: HttpResponse): Promise<SendOutcome> {
  const answer = await readAnswer(response);
  if (answer.ok === false) return outcomeOfRefusal(answer);
  const sent = answer.ok === true ? sentMessage.safeParse(answer.result).data : undefined;
  if (sent === undefined) {
    // Not the Bot API as we know it: a proxy in between, perhaps after the message had gone.
    return { kind: 'uncertain', reason: { class: 'unknown', scope: 'message', detail: `HTTP ${response.status}` } };
  }
  const { message_id: id, chat, business_connection_id: business } = sent;
  const address = business === undefined ? chatAddress(chat.id) : businessAddress(chat.id);
  return { kind: 'accepted', ids: [messageIdIn(address, id)], proves: 'sent' };
}

function rejected(failure: 'content-unsupported' | 'content-too-long' | 'outside-window', detail: string): SendOutcome {
  return { kind: 'rejected', reason: { class: failure, scope: 'message', detail } };
}
