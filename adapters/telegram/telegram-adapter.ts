import {
  type Account,
  type AccountLookup,
  type ChannelAdapter,
  type Clock,
  type Connection,
  type EventSink,
  type HttpTransport,
  inject,
  injectable,
  type MediaRef,
  type OutboundMessage,
  type PlanContext,
  type PlannedPart,
  type RawRequest,
  type SendContext,
  TOKENS,
} from 'channelwright/adapter';
import { authenticateWebhook } from './authenticate-webhook.js';
import { BotApi } from './bot-api.js';
import { fetchMedia } from './fetch-media.js';
import { parseUpdateBytes } from './parse-update.js';
import { planParts } from './plan-parts.js';
import { pollUpdates } from './poll-updates.js';
import { sendPart } from './send-part.js';
import type { TelegramAccountSettings, TelegramChannelSettings } from './settings.js';
import { validateAccount } from './validate-account.js';

type TelegramAccount = Account<TelegramAccountSettings>;

/** Telegram through a bot. */
@injectable()
export class TelegramAdapter implements ChannelAdapter<TelegramAccountSettings> {
  constructor(
    @inject(TOKENS.HttpTransport) private readonly http: HttpTransport,
    @inject(TOKENS.Settings) private readonly settings: TelegramChannelSettings,
    @inject(TOKENS.Clock) private readonly clock: Clock,
  ) {}

  send(part: PlannedPart, ctx: SendContext<TelegramAccountSettings>) {
    return sendPart(this.#api(ctx.account.settings), part, ctx, this.clock.now());
  }

  planParts(message: OutboundMessage, ctx: PlanContext<TelegramAccountSettings>) {
    return planParts(message, ctx);
  }

  authenticateWebhook(request: RawRequest, accounts: AccountLookup<TelegramAccountSettings>) {
    return authenticateWebhook(request, accounts);
  }

  parseWebhook({ body, receivedAtMs }: RawRequest, accounts: TelegramAccount[]) {
    return accounts.flatMap((account) => parseUpdateBytes(body, { account, receivedAtMs }));
  }

  /** Accounts share a connection only by mistake, when they name one bot: the first has it. */
  async connect(accounts: TelegramAccount[], sink: EventSink, signal: AbortSignal): Promise<Connection> {
    const [account] = accounts;
    if (account === undefined) throw new Error('there is no account to poll for');
    return pollUpdates({ api: this.#api(account.settings), account, sink, clock: this.clock }, signal);
  }

  validateAccount(settings: TelegramAccountSettings) {
    return validateAccount(this.#api(settings));
  }

  fetchMedia(ref: MediaRef, account: TelegramAccount, signal: AbortSignal) {
    return fetchMedia(this.http, this.settings.apiBaseUrl, ref, account.settings, signal);
  }

  #api(settings: TelegramAccountSettings): BotApi {
    return new BotApi(this.http, this.settings.apiBaseUrl, settings);
  }
}
