/** A refusal of the Bot API. */
export class BotApiError extends Error {
  override readonly name = 'BotApiError';
  constructor(
    readonly code: number,
    readonly description: string,
    readonly parameters?: { retry_after?: number; migrate_to_chat_id?: number },
  ) {
    super(description);
  }
}

export function badRequest(why: string): BotApiError {
  return new BotApiError(400, `Bad Request: ${why}`);
}

/** What the Bot API answers for it. */
export function refusal({ code, description, parameters }: BotApiError) {
  const wait = parameters?.retry_after;
  return {
    status: code,
    body: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
    headers: wait === undefined ? {} : { 'retry-after': String(wait) },
  };
}
