import { type HttpResponse, parseJson } from 'channelwright/adapter';
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

/**
 * What the Bot API says. The servers in front of it refuse in HTML what is too large or too much for themselves: then the status
 * says it all. `unreadable`: something else answered as if all were well (a proxy, a portal).
 */
export async function readAnswer(response: HttpResponse): Promise<Answer> {
  const { data } = answer.safeParse(parseJson(await response.text()));
  if (data?.ok) return { ok: true, result: data.result };
  const { status } = response;
  const code = data?.error_code ?? status;
  if (code < 400) return { ok: 'unreadable' };
  const { retry_after, migrate_to_chat_id: migrateToChatId } = data?.parameters ?? {};
  const retryAfter = retry_after ?? secondsIn(response.headers['retry-after']);
  return { ok: false, code, description: data?.description ?? '', retryAfter, migrateToChatId };
}

function secondsIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}
