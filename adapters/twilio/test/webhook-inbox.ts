import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Account, AccountLookup, ProviderEvent, RawRequest, Unparsable } from 'channelwright/adapter';
import type { TwilioAccountSettings } from '../settings.js';
import type { TwilioAdapter } from '../twilio-adapter.js';

/** The least ingress: authenticates and parses with the adapter over real HTTP and keeps the events. */
export interface WebhookInbox {
  url: string;
  events: (ProviderEvent | Unparsable)[];
  refused: string[];
  stop(): Promise<void>;
}

export async function startWebhookInbox(
  adapter: () => TwilioAdapter,
  accounts: AccountLookup<TwilioAccountSettings>,
): Promise<WebhookInbox> {
  const inbox: Pick<WebhookInbox, 'events' | 'refused'> = { events: [], refused: [] };
  let origin = '';
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request: RawRequest = {
        method: incoming.method ?? '',
        url: new URL(incoming.url ?? '/', origin),
        headers: incoming.headers as Record<string, string>,
        body: Buffer.concat(chunks),
        receivedAtMs: Date.now(),
      };
      const verdict = adapter().authenticateWebhook(request, accounts);
      if (verdict.kind === 'refused') {
        inbox.refused.push(verdict.detail);
        response.writeHead(verdict.status ?? 401).end();
        return;
      }
      const genuine: Account<TwilioAccountSettings>[] = verdict.accounts;
      inbox.events.push(...adapter().parseWebhook(request, genuine));
      response.writeHead(verdict.reply?.status ?? 200, verdict.reply?.headers).end(verdict.reply?.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...inbox,
    url: `${origin}/providers/sms`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
