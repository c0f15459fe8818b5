import { type Address, type FailureReason, transportReason } from 'channelwright/adapter';
import { z } from 'zod';
import { chatAddress } from './addresses.js';
import { readAnswer } from './answer.js';
import type { BotApi } from './bot-api.js';
import { reasonOf } from './failure.js';

/** Source: Telegram, "Bot API", `getMe`. */
const me = z.object({ id: z.number(), username: z.string().optional() });

/** Which bot the token is of: by its number, and by its name as people write it. */
export async function validateAccount(api: BotApi): Promise<{ identifiers: Address[] } | { problem: FailureReason }> {
  try {
    const response = await api.call('getMe', {}, { preparatory: true });
    const answer = await readAnswer(response);
    if (answer.ok === false) return { problem: reasonOf(answer) };
    const bot = answer.ok === true ? me.safeParse(answer.result).data : undefined;
    if (bot === undefined) return { problem: notTheBotApi(response.status) };
    return { identifiers: [chatAddress(bot.id), ...namesOf(bot.username)] };
  } catch (error) {
    return { problem: transportReason(error) };
  }
}

function namesOf(username: string | undefined): Address[] {
  return username === undefined ? [] : [{ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: `@${username}` }];
}

function notTheBotApi(status: number): FailureReason {
  return { class: 'provider-unavailable', scope: 'provider', detail: `HTTP ${status} that is not the Bot API’s` };
}
