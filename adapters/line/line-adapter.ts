import {
  type Account,
  type AccountLookup,
  type Address,
  type ChannelAdapter,
  type Clock,
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
import { describePeer } from './describe-peer.js';
import { fetchMedia } from './fetch-media.js';
import { LineApi } from './line-api.js';
import { parseWebhook } from './parse-webhook.js';
import { planParts } from './plan-parts.js';
import { sendPart } from './send-part.js';
import type { LineAccountSettings, LineChannelSettings } from './settings.js';
import { validateAccount } from './validate-account.js';

type LineAccount = Account<LineAccountSettings>;

/** LINE Official Accounts through the Messaging API. */
@injectable()
export class LineAdapter implements ChannelAdapter<LineAccountSettings> {
  constructor(
    @inject(TOKENS.HttpTransport) private readonly http: HttpTransport,
    @inject(TOKENS.Settings) private readonly settings: LineChannelSettings,
    @inject(TOKENS.Clock) private readonly clock: Clock,
  ) {}

  send(part: PlannedPart, ctx: SendContext<LineAccountSettings>) {
    return sendPart(this.#api(ctx.account.settings), part, ctx, this.clock.now());
  }

  planParts(message: OutboundMessage, ctx: PlanContext<LineAccountSettings>) {
    return planParts(message, ctx);
  }

  authenticateWebhook(request: RawRequest, accounts: AccountLookup<LineAccountSettings>) {
    return authenticateWebhook(request, accounts);
  }

  parseWebhook(request: RawRequest, accounts: LineAccount[]) {
    return parseWebhook(request, accounts, this.settings);
  }

  validateAccount(settings: LineAccountSettings) {
    return validateAccount(this.#api(settings), settings);
  }

  fetchMedia(ref: MediaRef, account: LineAccount, signal: AbortSignal) {
    return fetchMedia({ http: this.http, dataBaseUrl: this.settings.dataBaseUrl }, ref, account.settings, signal);
  }

  describePeer(peer: Address, conversation: Address, { settings }: LineAccount, signal: AbortSignal) {
    return describePeer(this.#api(settings), peer, conversation, signal);
  }

  #api({ channelAccessToken }: LineAccountSettings): LineApi {
    return new LineApi(this.http, this.settings.apiBaseUrl, channelAccessToken);
  }
}
