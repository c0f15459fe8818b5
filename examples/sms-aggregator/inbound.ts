import { type Account, parseJson, type RawRequest, type ReceivedEvent } from 'channelwright/adapter';
import type { MejiroApi } from './mejiro-api.js';
import { toAddress } from './national-number.js';
import type { AccountSettings } from './settings.js';
import { inbound, inboundAnswer } from './wire.js';

/** Words with which a subscriber ends and begins an agreement again. */
const STOP = /^\s*(stop|配信停止)\s*$/i;
const START = /^\s*(start|配信再開)\s*$/i;

/** A pushed message: one per request. */
export function pushedMessage({ body }: RawRequest, [account]: Account<AccountSettings>[]): ReceivedEvent[] {
  return account ? inboundEvents(parseJson(body) ?? new TextDecoder().decode(body), account) : [];
}

/** The list of what subscribers wrote, for what the push, which is tried once, has not brought. */
export async function* listedMessages(
  api: MejiroApi,
  account: Account<AccountSettings>,
  checkpoint: string | undefined,
) {
  for (let after = checkpoint, more = true; more; ) {
    const query = after === undefined ? '?from=now' : `?after=${encodeURIComponent(after)}`;
    const page = await api.ask(`/v1/inbound${query}`, inboundAnswer);
    yield { events: page.messages.flatMap((raw) => inboundEvents(raw, account)), checkpoint: page.next };
    more = page.more && page.next !== after;
    after = page.next;
  }
}

function inboundEvents(raw: unknown, account: Account<AccountSettings>): ReceivedEvent[] {
  const { data, error } = inbound.safeParse(raw);
  const peer = data && toAddress(data.from);
  if (!data || !peer) {
    const detail = error?.message ?? 'a sender that is no Japanese mobile number';
    return [{ kind: 'unparsable', account: account.key, detail, raw: JSON.stringify(raw) }];
  }
  const message: ReceivedEvent = {
    kind: 'message',
    account: account.key,
    dedupeKey: `message:${data.id}`,
    id: data.id,
    atMs: Date.parse(data.at),
    conversation: peer,
    from: peer,
    content: [{ kind: 'text', text: data.text }],
  };
  if (STOP.test(data.text))
    return [message, { kind: 'optOut', account: account.key, dedupeKey: `stop:${data.id}`, peer }];
  if (START.test(data.text))
    return [message, { kind: 'optIn', account: account.key, dedupeKey: `start:${data.id}`, peer }];
  return [message];
}
