import {
  type HttpResponse,
  type PlannedPart,
  parseJson,
  type SendContext,
  type SendOutcome,
  transportOutcome,
} from 'channelwright/adapter';
import { z } from 'zod';
import type { LineApi } from './line-api.js';
import { messageObjects, NoSuchMessageObject } from './message-objects.js';
import { outcomeOfRefusal } from './refusal.js';
import type { LineAccountSettings } from './settings.js';

/** Whether something stands in it as it should: LINE adds members without notice. */
const answerBody = z.object({
  message: z.string().catch(''),
  sentMessages: z.array(z.object({ id: z.string().min(1) })).catch([]),
});

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
    );
  } catch (error) {
    if (!(error instanceof NoSuchMessageObject)) throw error;
    return { kind: 'rejected', reason: { class: 'content-unsupported', scope: 'message', detail: error.message } };
  }
}

/** What LINE answered, or did not. */
async function outcomeOf(call: Promise<HttpResponse>): Promise<SendOutcome> {
  try {
    const response = await call;
    return outcomeOfAnswer(response, await response.text());
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
 * 200: LINE has it. 409: LINE has had it since an earlier attempt with the same retry key. LINE never tells more of a message
 * than this, so acceptance is all the proof there will be. Source: LINE, "Retry failed API requests".
 */
function outcomeOfAnswer({ status, headers }: HttpResponse, text: string): SendOutcome {
  const body = answerBody.safeParse(parseJson(text)).data;
  const acceptedBefore = status === 409 ? headers['x-line-accepted-request-id'] : undefined;
  const ids = body?.sentMessages.map(({ id }) => id) ?? [];
  if (status === 409 && (acceptedBefore !== undefined || ids.length > 0)) {
    return {
      kind: 'accepted',
      ids: ids.length > 0 || acceptedBefore === undefined ? ids : [acceptedBefore],
      proves: 'sent',
    };
  }
  if (status === 200 && body !== undefined) return { kind: 'accepted', ids, proves: 'sent' };
  // A 2xx that is not LINE's JSON came from something in between; a 409 without its marks says nothing either.
  if (status < 400 || status === 409) return notLines(status);
  return outcomeOfRefusal(status, body?.message ?? '');
}

function notLines(status: number): SendOutcome {
  const detail = `HTTP ${status}, but not an answer of LINE’s`;
  return { kind: 'uncertain', reason: { class: 'unknown', scope: 'message', code: String(status), detail } };
}
