import {
  type Account,
  type AccountLookup,
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
import { fetchMedia } from './fetch-media.js';
import { GraphApi } from './graph-api.js';
import { parseWebhook } from './parse-webhook.js';
import { planParts } from './plan-parts.js';
import { sendPart } from './send-part.js';
import type { WhatsAppAccountSettings, WhatsAppChannelSettings } from './settings.js';
import { validateAccount } from './validate-account.js';

type WhatsAppAccount = Account<WhatsAppAccountSettings>;

/** WhatsApp by Meta's own Cloud API. */
@injectable()
export class WhatsAppAdapter implements ChannelAdapter<WhatsAppAccountSettings> {
  constructor(
    @inject(TOKENS.HttpTransport) private readonly http: HttpTransport,
    @inject(TOKENS.Settings) private readonly settings: WhatsAppChannelSettings,
    @inject(TOKENS.Clock) private readonly clock: Clock,
  ) {}

  send(part: PlannedPart, ctx: SendContext<WhatsAppAccountSettings>) {
    const api = new GraphApi(this.http, this.settings, ctx.account.settings);
    return sendPart(api, part, ctx, this.settings, this.clock.now());
  }

  planParts(message: OutboundMessage, ctx: PlanContext<WhatsAppAccountSettings>) {
    return planParts(message, ctx);
  }

  authenticateWebhook(request: RawRequest, accounts: AccountLookup<WhatsAppAccountSettings>) {
    return authenticateWebhook(request, accounts, this.settings);
  }

  parseWebhook(request: RawRequest) {
    return parseWebhook(request);
  }

  validateAccount(settings: WhatsAppAccountSettings) {
    return validateAccount(this.http, this.settings, settings);
  }

  fetchMedia(ref: MediaRef, account: WhatsAppAccount, signal: AbortSignal) {
    return fetchMedia(this.http, this.settings, ref, account, signal);
  }
}
