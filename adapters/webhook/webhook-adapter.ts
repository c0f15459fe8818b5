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
  type MediaRef,
  type PlannedPart,
  type RawRequest,
  type ReceivedEvent,
  type Refused,
  type SendContext,
  TOKENS,
  transportOutcome,
  transportReason,
} from 'channelwright/adapter';
import { z } from 'zod';
import { isSuccess, outcomeOf, refusalOf } from './answer.js';
import { readBody, readEvents } from './read-events.js';
import { type AccountSettings, type Endpoint, endpointOf, sharesTheSecret } from './settings.js';
import { SignedHttp } from './signed-http.js';
import { signatureProblem } from './signing.js';
import { wireAddress, wireOf } from './wire-content.js';

const lookupAnswer = z.discriminatedUnion('sent', [
  z.object({ sent: z.literal(true), ids: z.array(z.string().min(1)).min(1) }),
  z.object({ sent: z.literal(false) }),
]);
const eventPage = z.object({ events: z.array(z.unknown()), checkpoint: z.string().min(1), more: z.boolean() });
const pingAnswer = z.object({ identifiers: z.array(wireAddress).default([]) });

type Verdict = Authenticated<AccountSettings> | Refused;

/** Any provider that speaks the JSON of `docs/reference/webhook-adapter.md`, both ways. */
@injectable()
export class WebhookAdapter implements ChannelAdapter<AccountSettings> {
  readonly #http: SignedHttp;

  constructor(
    @inject(TOKENS.HttpTransport) http: HttpTransport,
    @inject(TOKENS.Clock) clock: Clock,
    @inject(TOKENS.Settings) private readonly channel: Endpoint,
  ) {
    this.#http = new SignedHttp(http, clock);
  }

  async send(part: PlannedPart, ctx: SendContext<AccountSettings>) {
    const { account, conversation, correlation, signal } = ctx;
    const endpoint = endpointOf(this.channel, account.settings);
    const data = {
      account: account.address.value,
      to: conversation.address,
      conversation: conversation.key,
      correlation,
      statusUrl: ctx.callbackUrl().href,
      ...(await wireOf(part.items, (file) => ctx.mediaUrl(file))),
    };
    const key = part.idempotencyKey;
    try {
      return outcomeOf(await this.#http.post(endpoint.url, endpoint, { type: 'message.send', data, key, signal }), key);
    } catch (error) {
      return transportOutcome(error, 'account');
    }
  }

  async wasSent(attempts: AttemptRef[], { account, signal }: SendContext<AccountSettings>) {
    const endpoint = endpointOf(this.channel, account.settings);
    const [attempt] = attempts;
    if (endpoint.lookupUrl === undefined || attempt === undefined) return 'unknown';
    const data = { account: account.address.value, key: attempt.idempotencyKey };
    const answer = await this.#http.post(endpoint.lookupUrl, endpoint, { type: 'message.lookup', data, signal });
    const known = isSuccess(answer) ? lookupAnswer.safeParse(answer.json).data : undefined;
    return known ?? 'unknown';
  }

  authenticateWebhook(request: RawRequest, accounts: AccountLookup<AccountSettings>): Verdict {
    const { accountKey, headers, body, receivedAtMs } = request;
    const account = accountKey === undefined ? undefined : accounts.byKey(accountKey);
    const { signingSecret } = account ? endpointOf(this.channel, account.settings) : this.channel;
    const problem = signatureProblem(signingSecret, headers, body, receivedAtMs);
    if (problem !== undefined) return { kind: 'refused', detail: problem };
    if (accountKey !== undefined) return { kind: 'authenticated', accounts: account ? [account] : [] };
    return { kind: 'authenticated', accounts: accounts.all().filter(sharesTheSecret) };
  }

  parseWebhook(request: RawRequest, accounts: Account<AccountSettings>[]): ReceivedEvent[] {
    const only = accounts.length === 1 ? accounts[0]?.address.value : undefined;
    return readBody(request.body, request.accountKey ?? only);
  }

  async *backfill(checkpoint: string | undefined, account: Account<AccountSettings>) {
    const endpoint = endpointOf(this.channel, account.settings);
    if (endpoint.eventsUrl === undefined) return;
    for (let after = checkpoint, more = true; more; ) {
      const data = { account: account.address.value, ...(after !== undefined && { after }) };
      const answer = await this.#http.post(endpoint.eventsUrl, endpoint, { type: 'events.list', data });
      if (!isSuccess(answer)) throw new Error(`events.list was answered ${answer.status}`);
      const page = eventPage.parse(answer.json);
      yield { events: readEvents(page, account.address.value), checkpoint: page.checkpoint };
      more = page.more && page.checkpoint !== after;
      after = page.checkpoint;
    }
  }

  async validateAccount(settings: AccountSettings) {
    const endpoint = endpointOf(this.channel, settings);
    try {
      const answer = await this.#http.post(endpoint.url, endpoint, { type: 'ping', data: {} });
      const known = isSuccess(answer) ? pingAnswer.safeParse(answer.json).data : undefined;
      return known ?? { problem: refusalOf(answer).reason };
    } catch (error) {
      return { problem: transportReason(error, 'account') };
    }
  }

  async fetchMedia(ref: MediaRef, account: Account<AccountSettings>, signal: AbortSignal) {
    if (ref.kind !== 'url') throw new TypeError(`files of this provider are URLs, not ${ref.kind}`);
    return this.#http.open(ref.url, endpointOf(this.channel, account.settings), signal);
  }
}
