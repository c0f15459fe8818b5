import type { Account } from '../../contract/account.js';
import type { FileItem, PartItem } from '../../contract/content-item.js';
import type { PlannedPart } from '../../contract/outbound-message.js';
import type { SendContext } from '../../contract/send-context.js';
import type { SendOutcome } from '../../contract/send-outcome.js';
import { knownOutcome } from '../../delivery/sending/known-outcome.js';
import { thrownOutcome } from '../../delivery/sending/thrown-outcome.js';
import { type CallScope, callScopes } from '../../transport/call-scope.js';
import { type Bench, webhookUrl } from './bench.js';

/** What the kit writes. Long enough to be found again wherever it does not belong. */
export const CANARY_TEXT = 'The heron by the canal is grey, and nobody else may read this.';
export const CORRELATION = 'cw-conformance-correlation-1';
export const IDEMPOTENCY_KEY = '6f2a4c1e-5b7d-4e3f-8a9b-0c1d2e3f4a5b';

export interface SendOptions {
  items?: PartItem[];
  part?: Partial<PlannedPart>;
  account?: Account;
  correlation?: string;
  attempt?: number;
  signal?: AbortSignal;
  /** Where the provider reaches the connector. */
  publicUrl?: string;
  /** This process may no longer call. */
  unlicensed?: boolean;
}

/** One call of `send`, judged as the engine judges it. */
export interface SendTry {
  outcome: SendOutcome;
  /** What `send` gave back, before anything was made of it. */
  told?: SendOutcome;
  threw?: unknown;
}

export async function trySend(bench: Bench, options: SendOptions = {}): Promise<SendTry> {
  const scope = { started: false };
  const callScope = {
    assertLicensed() {
      if (options.unlicensed) throw new Error('this process has lost its licence');
    },
    requestStarted() {
      scope.started = true;
    },
  };
  const context = sendContext(bench, options, callScope);
  try {
    const told = await callScopes.run(callScope, async () => bench.adapter.send(plannedPart(bench, options), context));
    return { outcome: knownOutcome(told), told };
  } catch (threw) {
    return { outcome: thrownOutcome(threw, scope.started), threw };
  }
}

export function textItem(text = CANARY_TEXT): PartItem {
  return { kind: 'text', text };
}

function plannedPart({ definition }: Bench, { items = [textItem()], part }: SendOptions): PlannedPart {
  return {
    id: IDEMPOTENCY_KEY.replaceAll('-', '').slice(0, 16),
    index: 0,
    items,
    idempotencyKey: IDEMPOTENCY_KEY,
    adapterVersion: definition.version,
    ...part,
  };
}

/** What the framework hands to a call. */
export function sendContext(
  bench: Bench,
  { account = bench.account, correlation = CORRELATION, attempt = 1, signal, publicUrl }: SendOptions = {},
  scope: CallScope = { assertLicensed() {}, requestStarted() {} },
): SendContext {
  const { peer } = bench.subject;
  return {
    account,
    conversation: {
      key: 'conversation-1',
      address: peer,
      aliases: [peer],
      lastInboundAtMs: bench.clock.now() - 60_000,
    },
    correlation,
    attempt,
    callbackUrl(params = {}) {
      const url = webhookUrl(account, publicUrl);
      for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
      return url;
    },
    mediaUrl: async (item) => new URL(urlOf(item)),
    openMedia: async (item) => fileStream(item),
    assertLicensed() {
      scope.assertLicensed();
      scope.requestStarted?.();
    },
    signal: signal ?? new AbortController().signal,
    log: bench.log,
  };
}

function urlOf({ ref, name }: FileItem): string {
  return ref.kind === 'url' ? ref.url : `https://files.example.com/${name ?? 'file'}`;
}

function fileStream({ type = 'application/octet-stream', size = 1, name }: FileItem) {
  const body = new Blob([new Uint8Array(size)]).stream() as ReadableStream<Uint8Array>;
  return { body, type, size, ...(name !== undefined && { name }) };
}
