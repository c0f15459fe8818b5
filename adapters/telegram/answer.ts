import { parseJson } from 'channelwright/adapter';
import { z } from 'zod';

/** What every method answers. Source: Telegram, "Bot API", "Making requests" and `ResponseParameters`. */
const answer = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.number().optional(),
  description: z.string().optional().catch(undefined),
  parameters: z
    .object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() })
    .optional()
    .catch(undefined),
});

export interface Refusal {
  /** `error_code`, else the HTTP status: they are the same number. */
  code: number;
  description: string;
  /** Seconds. */
  retryAfter?: number | undefined;
  migrateToChatId?: number | undefined;
}

export type Answer = { ok: true; result: unknown } | ({ ok: false } & Refusal) | { ok: 'unreadable' };

/** What the Bot API says, or `unreadable` where something else answered in its place (a proxy, a portal). */
export function readAnswer(body: string): Answer {
  const { data } = answer.safeParse(parseJson(body));
  if (data === undefined) return { ok: 'unreadable' };
  if (data.ok) return { ok: true, result: data.result };
  const { error_code: code, description = '', parameters } = data;
  if (code === undefined) return { ok: 'unreadable' };
  return {
    ok: false,
    code,
    description,
    retryAfter: parameters?.retry_after,
    migrateToChatId: parameters?.migrate_to_chat_id,
  };
}
