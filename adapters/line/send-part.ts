import {
  type HttpResponse,
  type PlannedPart,
  parseJson,
  retryAfterMs,
  type SendContext,
  type SendOutcome,
  transportOutcome,
} from 'channelwright/adapter';
import { z } from 'zod';
import { outcomeOfRefusal } from './failure.js';
import type { LineApi } from './line-api.js';
import { messageObjects, NoSuchMessageObject } from './message-objects.js';
import type { LineAccountSettings } from './settings.js';

/** Whether something stands in it as it should: LINE adds members without notice. */
const answerBody = z.object({
  message: z.string().catch(''),
  details: z.array(z.object({ property: z.string() })).catch([]),
  sentMessages: z.array(z.object({ id: z.string().min(1) })).catch([]),
});
const NOTHING_SAID: z.output<typeof answerBody> = { message: '', details: [], sentMessages: [] };

/** Makes message objects of a part and hands them over in one call. */
export async function sendPart(
  api: LineApi,
  part: PlannedPart,
  ctx: SendContext<LineAccountSettings>,
  nowMs: number,
): Promise<SendOutcome> {
  try {
    const messages = await messageObjects(part.items, ctx);
    const replyToken = freshReplyToken(part, ctx, nowMs);
    return await outcomeOf(
      replyToken === undefined
        ? api.push(ctx.conversation.address.value, messages, part.idempotencyKey, ctx.signal)
        : api.reply(replyToken, messages, ctx.signal),
      nowMs,
    );
  } catch (error) {
    if (!(error instanceof NoSuchMessageObject)) throw error;
    return { kind: 'rejected', reason: { class: 'content-unsupported', scope: 'message', detail: error.message } };
  }
}

/** What LINE answered, or did not. */
async function outcomeOf(call: Promise<HttpResponse>, nowMs: number): Promise<SendOutcome> {
  try {
    const response = await call;
    return outcomeOfAnswer(response, await response.text(), nowMs);
  } catch (error) {
    return transportOutcome(error);
  }
}

/**
 * A token is good once and for a minute, so the first part of a message has it, and the first attempt of that alone: whatever
 * became of the first, another by the same token could only be refused.
 */
function freshReplyToken(
  part: PlannedPart,
  { account, conversation: { replyHandle }, attempt }: SendContext<LineAccountSettings>,
  nowMs: number,
): string | undefined {
  if (!account.settings.useReplyToken || part.index > 0 || attempt > 1) return undefined;
  return replyHandle !== undefined && nowMs < replyHandle.expiresAtMs ? replyHandle.token : undefined;
}

/**
 * 200: LINE has it. 409: LINE has had it since an earlier attempt with the same retry key. Either names the messages, or at
 * least the request that brought them; without that it came from something in between, and proves nothing. LINE never tells
 * more of a message, so acceptance is all the proof there will be. Source: LINE, "Retry failed API requests".
 */
function outcomeOfAnswer({ status, headers }: HttpResponse, text: string, nowMs: number): SendOutcome {
  const { message, details, sentMessages } = answerBody.safeParse(parseJson(text)).data ?? NOTHING_SAID;
  if (status === 200 || status === 409) {
    const request = headers[status === 200 ? 'x-line-request-id' : 'x-line-accepted-request-id'];
    const ids = sentMessages.length > 0 ? sentMessages.map(({ id }) => id) : request ? [request] : [];
    return ids.length > 0 ? { kind: 'accepted', ids, proves: 'sent' } : notLines(status);
  }
  if (status < 400) return notLines(status);
  const properties = details.map(({ property }) => property);
  return outcomeOfRefusal(status, { message, properties, waitMs: retryAfterMs(headers, nowMs) });
}

function notLines(status: number): SendOutcome {
  const detail = `HTTP ${status}, but not an answer of LINE’s`;
  return { kind: 'uncertain', reason: { class: 'unknown', scope: 'message', code: String(status), detail } };
}
