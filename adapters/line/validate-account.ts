import { type Address, type FailureReason, isTransportError, transportReason } from 'channelwright/adapter';
import { z } from 'zod';
import { outcomeOfRefusal } from './failure.js';
import type { LineApi } from './line-api.js';
import type { LineAccountSettings } from './settings.js';

export type Validation = { identifiers: Address[] } | { problem: FailureReason };

const botInfo = z.object({ userId: z.string() });
const quota = z.object({ type: z.string(), value: z.number().optional() });
const consumption = z.object({ totalUsage: z.number() });

/** LINE answered a look-up, but not with what was asked for. */
class LookupRefused extends Error {
  override readonly name = 'LookupRefused';
  constructor(readonly reason: FailureReason) {
    super(reason.detail);
  }
}

/**
 * Try the token, see that it is this bot's, and whether messages are left this month. The channel secret cannot be tried: LINE
 * has nothing to ask about it.
 */
export async function validateAccount(api: LineApi, { botUserId }: LineAccountSettings): Promise<Validation> {
  try {
    const { userId } = await lookUp(api, '/v2/bot/info', botInfo);
    if (userId !== botUserId) return { problem: problem('sender-invalid', 'the token belongs to another bot') };
    if (await isUsedUp(api)) return { problem: problem('quota-exhausted', 'the messages of this month are used up') };
    return { identifiers: [{ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: userId }] };
  } catch (error) {
    if (error instanceof LookupRefused) return { problem: error.reason };
    if (isTransportError(error)) return { problem: transportReason(error) };
    throw error;
  }
}

/** Plans without a limit have none to use up. */
async function isUsedUp(api: LineApi): Promise<boolean> {
  const { type, value } = await lookUp(api, '/v2/bot/message/quota', quota);
  if (type !== 'limited' || value === undefined) return false;
  const { totalUsage } = await lookUp(api, '/v2/bot/message/quota/consumption', consumption);
  return totalUsage >= value;
}

async function lookUp<T>(api: LineApi, path: string, schema: z.ZodType<T>): Promise<T> {
  const response = await api.get(path);
  const body: unknown = await response.json();
  if (response.status !== 200) throw new LookupRefused(reasonOf(response.status));
  const { data } = schema.safeParse(body);
  if (data === undefined) {
    throw new LookupRefused(problem('provider-unavailable', 'the answer is not that of LINE’s API'));
  }
  return data;
}

/** A look-up is refused for the same reasons as a message, and none of them is the peer's or the message's. */
function reasonOf(status: number): FailureReason {
  const outcome = outcomeOfRefusal(status, { message: '' });
  const failure = outcome.kind === 'blocked' || status === 429 ? outcome.reason.class : 'provider-unavailable';
  return problem(failure, `HTTP ${status}`);
}

function problem(failure: FailureReason['class'], detail: string): FailureReason {
  return { class: failure, scope: 'account', detail };
}
