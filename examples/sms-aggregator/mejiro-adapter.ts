import {
  type Account,
  type AccountLookup,
  type AttemptRef,
  type Authenticated,
  type ChannelAdapter,
  type Clock,
  type HttpTransport,
  inject,
  injectable,
  isTransportError,
  type OutboundMessage,
  outcomeOfStatus,
  type PlanContext,
  type PlannedPart,
  type RawRequest,
  type Refused,
  type SendContext,
  sameSecret,
  TOKENS,
  transportReason,
} from 'channelwright/adapter';
import { listedMessages, pushedMessage } from './inbound.js';
import { MejiroApi, MejiroApiError } from './mejiro-api.js';
import { toAddress, toNational } from './national-number.js';
import { pullReports } from './reports.js';
import { reasonOf, sendMessage } from './send-message.js';
import type { AccountSettings, ChannelSettings } from './settings.js';
import { accountAnswer, report, reportsAnswer } from './wire.js';

/** SMS through Mejiro, an aggregator that does not exist. */
@injectable()
export class MejiroAdapter implements ChannelAdapter<AccountSettings> {
  constructor(
    @inject(TOKENS.HttpTransport) private readonly http: HttpTransport,
    @inject(TOKENS.Settings) private readonly settings: ChannelSettings,
    @inject(TOKENS.Clock) private readonly clock: Clock,
  ) {}

  /** A number abroad is refused before the first of several parts is paid for. */
  planParts(message: OutboundMessage, ctx: PlanContext<AccountSettings>) {
    if (toNational(message.to.value) !== undefined) return ctx.plan(message);
    return { rejected: reasonOf('E201') };
  }

  send(part: PlannedPart, ctx: SendContext<AccountSettings>) {
    return sendMessage(this.#api(ctx.account.settings), part, ctx, this.clock.now());
  }

  async wasSent([attempt]: AttemptRef[], ctx: SendContext<AccountSettings>) {
    if (!attempt) return 'unknown' as const;
    const path = `/v1/messages?reference=${encodeURIComponent(attempt.correlation)}`;
    const { reports } = await this.#api(ctx.account.settings).ask(path, reportsAnswer, ctx.signal);
    const ids = reports.flatMap((raw) => report.safeParse(raw).data?.id ?? []);
    if (ids.length > 1) return 'unknown' as const;
    return ids.length === 1 ? { sent: true as const, ids } : { sent: false as const };
  }

  pullReceipts(refs: AttemptRef[], account: Account<AccountSettings>) {
    return pullReports(this.#api(account.settings), refs, account);
  }

  authenticateWebhook(
    request: RawRequest,
    accounts: AccountLookup<AccountSettings>,
  ): Authenticated<AccountSettings> | Refused {
    const account = request.accountKey === undefined ? undefined : accounts.byKey(request.accountKey);
    const given = request.headers['x-mejiro-token'] ?? '';
    const known = account?.settings.pushToken?.some((token) => sameSecret(given, token));
    if (!account || !known) return { kind: 'refused', detail: 'no account has this push token' };
    return { kind: 'authenticated', accounts: [account] };
  }

  parseWebhook(request: RawRequest, accounts: Account<AccountSettings>[]) {
    return pushedMessage(request, accounts);
  }

  backfill(checkpoint: string | undefined, account: Account<AccountSettings>) {
    return listedMessages(this.#api(account.settings), account, checkpoint);
  }

  async validateAccount(settings: AccountSettings) {
    try {
      const { number, balance } = await this.#api(settings).ask('/v1/account', accountAnswer);
      if (Number(balance) <= 0) return { problem: reasonOf('E401') };
      return { identifiers: [toAddress(number) ?? { type: 'HS_SHORT_CODE' as const, value: number }] };
    } catch (error) {
      if (error instanceof MejiroApiError) {
        return { problem: error.code === undefined ? outcomeOfStatus(error.status).reason : reasonOf(error.code) };
      }
      if (isTransportError(error)) return { problem: transportReason(error) };
      throw error;
    }
  }

  #api(settings: AccountSettings): MejiroApi {
    return new MejiroApi(this.http, this.settings.apiBaseUrl, settings);
  }
}
