import {
  type AdapterDeps,
  type ChannelAdapter,
  isTransportError,
  type PartItem,
  transportOutcome,
  transportReason,
} from 'channelwright/adapter';
import { z } from 'zod';
import { AcmeChatApi } from './acme-chat-api.js';
import { authenticateWebhook } from './authenticate-webhook.js';
import { isSuccess, outcomeOf, refusalOf } from './outcome.js';
import { parseWebhook } from './parse-webhook.js';
import type { AccountSettings, ChannelSettings } from './settings.js';

const bot = z.object({ id: z.string().min(1) });

/** Acme Chat: agents' texts out, receipts and customers' messages in. */
export function acmeChatAdapter({
  http,
  clock,
  settings,
}: AdapterDeps<ChannelSettings>): ChannelAdapter<AccountSettings> {
  const api = new AcmeChatApi(http, settings.apiUrl);
  return {
    async send(part, { account, conversation, correlation, signal }) {
      const message = { to: conversation.address.value, text: textOf(part.items), reference: correlation };
      try {
        return await outcomeOf(await api.send(account.settings, message, signal), clock.now());
      } catch (error) {
        return transportOutcome(error);
      }
    },

    authenticateWebhook,

    parseWebhook,

    async validateAccount(account) {
      try {
        const response = await api.whoAmI(account);
        const body = await response.json();
        const known = isSuccess(response) ? bot.safeParse(body).data : undefined;
        if (known === undefined) return { problem: refusalOf(response, body, clock.now()).reason };
        if (known.id !== account.botId) return { problem: wrong(`the token belongs to ${known.id}`) };
        return { identifiers: [{ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: known.id }] };
      } catch (error) {
        if (!isTransportError(error)) throw error;
        return { problem: transportReason(error, 'account') };
      }
    },
  };
}

/** The capabilities promise nothing but texts, so nothing else comes. */
function textOf(items: readonly PartItem[]): string {
  return items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])).join('\n');
}

function wrong(detail: string) {
  return { class: 'credentials-invalid', scope: 'account', detail } as const;
}
