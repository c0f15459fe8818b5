import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  type Account,
  type AdapterDeclaration,
  type AdapterDeps,
  type Capabilities,
  type ChannelAdapter,
  CONTRACT_VERSION,
  type FailureReason,
  type HttpRequest,
  type HttpResponse,
  isTransportError,
  type PartItem,
  type ReceivedEvent,
  type SendOutcome,
  secret,
} from 'channelwright/adapter';
import { z } from 'zod';

/** Where the made-up provider is. */
export const API = 'https://api.courier.example';

export interface Courier {
  /** Signs webhooks, signs in. */
  token: string[];
  region?: string | undefined;
}

export type CourierDeps = AdapterDeps<Record<string, never>>;
export type CourierAdapter = ChannelAdapter<Courier>;

const answer = z.object({ id: z.string().min(1) });
const update = z.object({ id: z.string(), line: z.string(), atMs: z.number() });
const message = update.extend({ type: z.literal('message'), from: z.string(), text: z.string() });
const receipt = update.extend({
  type: z.literal('receipt'),
  of: z.string(),
  ref: z.string().optional(),
  state: z.enum(['sent', 'delivered', 'read', 'failed']),
});
const told = z.discriminatedUnion('type', [message, receipt]);
const page = z.object({ events: z.array(z.unknown()) });

const capabilities: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['CHANNEL_SPECIFIC_OPAQUE_ID'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    allowConversationStart: true,
    outgoingAttachmentTypes: ['FILE', 'QUICK_REPLIES'],
  },
  content: ['location'],
  quickReplies: { maxCount: 3, maxLabel: 20 },
  text: { maxUnits: 200 },
  media: { rules: [{ types: ['image/*', 'application/pdf'], maxBytes: 1_000_000, mode: 'upload' }], maxCount: 3 },
  idempotency: { kind: 'key', ttlMs: 86_400_000 },
};

/** An adapter that keeps every rule, for a provider that does not exist. Bad ones are made from it by changing one thing. */
export const courierDeclaration: AdapterDeclaration<Record<string, never>, Courier> = {
  name: 'courier',
  version: '1.2.0',
  contractVersion: CONTRACT_VERSION,
  accountSettings: z.strictObject({ token: secret(), region: z.string().optional() }),
  settingsVersion: 2,
  migrateSettings: (stored, from) => {
    if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) throw new TypeError('not settings');
    if (from >= 2) return stored;
    const { password, ...rest } = stored;
    return { ...rest, ...(password !== undefined && { token: password }) };
  },
  capabilities,
  limits: [{ scope: 'account', count: 10, perMs: 1_000 }],
  receipts: {
    states: ['sent', 'delivered', 'read', 'failed'],
    delivery: 'pushed',
    retryHorizonMs: 86_400_000,
  },
  create: courierAdapter,
};

export function courierAdapter({ http, clock }: CourierDeps): CourierAdapter {
  const call = (account: Courier, path: string, request: Partial<HttpRequest> = {}): Promise<HttpResponse> =>
    http.request({
      method: 'GET',
      url: API + path,
      preparatory: true,
      ...request,
      headers: { authorization: `Bearer ${account.token[0]}`, ...request.headers },
    });

  return {
    async send(part, ctx) {
      const { settings } = ctx.account;
      try {
        const items = await Promise.all(part.items.map((item) => wireItem(item)));
        const response = await call(settings, '/messages', {
          method: 'POST',
          preparatory: false,
          headers: { 'content-type': 'application/json', 'idempotency-key': part.idempotencyKey },
          body: JSON.stringify({ to: ctx.conversation.address.value, items, ref: ctx.correlation }),
          signal: ctx.signal,
        });
        return await outcomeOf(response, clock.now());
      } catch (error) {
        if (!isTransportError(error) || error.code === 'unlicensed') throw error;
        const reason: FailureReason = { class: 'network', scope: 'provider', detail: error.code };
        return { kind: error.requestSent === 'no' ? 'retry' : 'uncertain', reason };
      }

      async function wireItem(item: PartItem): Promise<unknown> {
        if (item.kind !== 'file') return item;
        const { body } = await ctx.openMedia(item);
        const upload = await call(settings, '/media', { method: 'POST', body, signal: ctx.signal });
        return { kind: 'file', media: answer.parse(await upload.json()).id };
      }
    },

    authenticateWebhook({ headers, body, receivedAtMs, accountKey }, accounts) {
      const { 'x-courier-time': time = '', 'x-courier-signature': given = '' } = headers;
      if (!(Math.abs(receivedAtMs - Number(time)) < 300_000)) return { kind: 'refused', detail: 'not of this time' };
      const candidates = accounts.all().filter(({ key }) => accountKey === undefined || key === accountKey);
      const genuine = candidates.filter(({ settings }) =>
        settings.token.some((token) => same(given, signature(token, time, body))),
      );
      return genuine.length > 0
        ? { kind: 'authenticated', accounts: genuine }
        : { kind: 'refused', detail: 'wrong signature' };
    },

    parseWebhook({ body }) {
      const text = new TextDecoder().decode(body);
      const { data } = page.safeParse(jsonOf(text));
      return data?.events.map(eventOf) ?? [{ kind: 'unparsable', detail: 'no list of events', raw: text }];
    },

    async connect([account], sink, signal) {
      const stop = new AbortController();
      const both = AbortSignal.any([signal, stop.signal]);
      const closed = poll();
      return {
        closed,
        async close() {
          stop.abort();
          await closed;
        },
      };

      async function poll(): Promise<void> {
        let after = await sink.checkpoint();
        while (!both.aborted) {
          const { data } = await pageOf(
            await call(account!.settings, `/updates?after=${after ?? ''}`, { signal: both }),
          );
          if (both.aborted) return;
          if (data?.events.length) {
            const events = data.events.map(eventOf);
            after = String(Number(after ?? 0) + events.length);
            await sink.commit(events, after);
          } else await clock.sleep(1_000, both);
        }
      }
    },

    async wasSent([attempt], { account, signal }) {
      const { status, json } = await call(account.settings, `/messages?ref=${attempt!.correlation}`, { signal });
      const found = z.object({ ids: z.array(z.string()) }).safeParse(await json()).data;
      if (status !== 200 || !found) return 'unknown';
      return found.ids.length === 0 ? { sent: false } : { sent: true, ids: found.ids };
    },

    async pullReceipts(refs, account) {
      const ids = refs.flatMap((ref) => ref.ids).join();
      const { data } = await pageOf(await call(account.settings, `/receipts?ids=${ids}`));
      return data?.events.map(eventOf) ?? [];
    },

    async *backfill(checkpoint, account) {
      for (let after = Number(checkpoint ?? 0); ; ) {
        const response = await call(account.settings, `/history?after=${after}`);
        const { data } = await pageOf(response);
        if (!data) throw new Error(`the history was answered ${response.status}`);
        if (data.events.length === 0) return;
        after += data.events.length;
        yield { events: data.events.map(eventOf), checkpoint: String(after) };
      }
    },

    async validateAccount(settings) {
      try {
        const response = await call(settings, '/me');
        const me = z.object({ line: z.string() }).safeParse(await response.json()).data;
        if (response.status === 200 && me) return { identifiers: [opaque(me.line)] };
        const refused = response.status === 401 || response.status === 403;
        return { problem: { class: refused ? 'credentials-invalid' : 'provider-unavailable', scope: 'account' } };
      } catch {
        return { problem: { class: 'network', scope: 'account' } };
      }
    },

    async describePeer({ value }, _conversation, { settings }, signal) {
      const response = await call(settings, `/people/${value}`, { signal });
      const known = z.object({ name: z.string() }).safeParse(await response.json()).data;
      if (response.status === 404) return {};
      if (response.status !== 200 || !known) throw new Error(`answered ${response.status}`);
      return known;
    },

    async fetchMedia(ref, { settings }, signal) {
      let url = new URL(ref.kind === 'url' ? ref.url : `${API}/none`);
      for (let hops = 0; hops < 5; hops += 1) {
        const headers = url.origin === API ? { authorization: `Bearer ${settings.token[0]}` } : {};
        const response = await http.request({ method: 'GET', url, headers, signal });
        if (response.status === 200) {
          return { body: response.stream(), type: response.headers['content-type'] ?? 'application/octet-stream' };
        }
        await response.stream().cancel();
        const { location } = response.headers;
        if (response.status < 300 || response.status > 399 || !location) throw new Error(`answered ${response.status}`);
        url = new URL(location, url);
      }
      throw new Error('too many redirects');
    },
  };
}

/** What an answer to a send means. */
async function outcomeOf(response: HttpResponse, nowMs: number): Promise<SendOutcome> {
  const { status, headers } = response;
  const { data } = answer.safeParse(await response.json());
  if (status >= 200 && status < 300) {
    if (data) return { kind: 'accepted', ids: [data.id] };
    return { kind: 'uncertain', reason: { class: 'unknown', scope: 'message', code: String(status) } };
  }
  const code = String(status);
  if (status === 429) {
    const seconds = Number(headers['retry-after'] || Number.NaN);
    const waits = Number.isFinite(seconds) && seconds >= 0 && nowMs + seconds * 1_000 < 8e15;
    return {
      kind: 'retry',
      reason: { class: 'rate-limited', scope: 'account', code, ...(waits && { afterMs: seconds * 1_000 }) },
    };
  }
  if (status === 401 || status === 403) {
    return { kind: 'blocked', reason: { class: 'credentials-invalid', scope: 'account', code } };
  }
  if (status >= 500) return { kind: 'uncertain', reason: { class: 'provider-unavailable', scope: 'provider', code } };
  return { kind: 'rejected', reason: { class: 'content-refused', scope: 'message', code } };
}

export function eventOf(raw: unknown): ReceivedEvent {
  const { data } = told.safeParse(raw);
  if (!data) return { kind: 'unparsable', detail: 'not an event', raw: JSON.stringify(raw) ?? 'undefined' };
  const common = { account: data.line, dedupeKey: data.id, atMs: data.atMs };
  if (data.type === 'receipt')
    return {
      ...common,
      kind: 'receipt',
      of: data.ref ? { correlation: data.ref, ids: [data.of] } : { id: data.of },
      state: data.state,
    };
  const from = opaque(data.from);
  return {
    ...common,
    kind: 'message',
    id: data.id,
    conversation: from,
    from,
    content: [{ kind: 'text', text: data.text }],
  };
}

export function signature(token: string, time: string, body: string | Uint8Array): string {
  return createHmac('sha256', token).update(`${time}.`).update(body).digest('hex');
}

export function lineOf({ address }: Account): string {
  return address.value;
}

function same(given: string, known: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(known)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function opaque(value: string) {
  return { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value } as const;
}

async function pageOf(response: HttpResponse) {
  return page.safeParse(response.status === 200 ? await response.json() : undefined);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
