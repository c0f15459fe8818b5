import {
  type Account,
  type AccountLookup,
  type AttemptRef,
  type ChannelAdapter,
  type Clock,
  type HttpTransport,
  inject,
  injectable,
  type MediaRef,
  type PlannedPart,
  type RawRequest,
  type SendContext,
  TOKENS,
} from 'channelwright/adapter';
import { senderOf, toTwilio } from './addresses.js';
import { authenticateWebhook } from './authenticate-webhook.js';
import { backfillMessages } from './backfill.js';
import { fetchMedia } from './fetch-media.js';
import { findSent } from './find-sent.js';
import { parseWebhook } from './parse-webhook.js';
import { sendPart } from './send-part.js';
import { channelOf, type TwilioAccountSettings, type TwilioChannelSettings } from './settings.js';
import { type Credentials, TwilioApi } from './twilio-api.js';
import { validateAccount } from './validate-account.js';

type TwilioAccount = Account<TwilioAccountSettings>;
type TwilioContext = SendContext<TwilioAccountSettings>;

/** SMS, MMS and WhatsApp through Twilio's Programmable Messaging. */
@injectable()
export class TwilioAdapter implements ChannelAdapter<TwilioAccountSettings> {
  constructor(
    @inject(TOKENS.HttpTransport) private readonly http: HttpTransport,
    @inject(TOKENS.Settings) private readonly settings: TwilioChannelSettings,
    @inject(TOKENS.Clock) private readonly clock: Clock,
  ) {}

  send(part: PlannedPart, ctx: TwilioContext) {
    return sendPart(this.#api(ctx.account.settings), part, ctx, this.settings, this.clock.now());
  }

  authenticateWebhook(request: RawRequest, accounts: AccountLookup<TwilioAccountSettings>) {
    return authenticateWebhook(request, accounts, this.settings);
  }

  parseWebhook(request: RawRequest, accounts: TwilioAccount[]) {
    return parseWebhook(request, accounts);
  }

  wasSent(attempts: AttemptRef[], ctx: TwilioContext) {
    const { settings } = ctx.account;
    const to = toTwilio(attempts[0]?.to.value ?? ctx.conversation.address.value, channelOf(settings));
    const from = settings.messagingServiceSid === undefined ? senderOf(ctx.account) : undefined;
    return findSent(this.#api(settings), { accountSid: settings.accountSid, to, from }, attempts, ctx.signal);
  }

  backfill(checkpoint: string | undefined, account: TwilioAccount) {
    return backfillMessages(this.#api(account.settings), account, checkpoint, this.clock.now());
  }

  validateAccount(settings: TwilioAccountSettings) {
    return validateAccount(this.http, this.settings.apiBaseUrl, settings);
  }

  fetchMedia(ref: MediaRef, account: TwilioAccount, signal: AbortSignal) {
    return fetchMedia(this.http, this.settings.apiBaseUrl, ref, account.settings, signal);
  }

  #api(credentials: Credentials): TwilioApi {
    return new TwilioApi(this.http, this.settings.apiBaseUrl, credentials);
  }
}
