import type { Account, AttemptRef, ReceiptEvent, ReceivedEvent } from 'channelwright/adapter';
import type { MejiroApi } from './mejiro-api.js';
import { reasonOf } from './send-message.js';
import type { AccountSettings } from './settings.js';
import { type Report, report, reportsAnswer } from './wire.js';

/** Pages of one pull: whoever leads in circles is not followed for ever. */
const MOST_PAGES = 50;

/**
 * Fetch what is waiting to be reported on the whole contract. Each report is handed out once: one that was handed out to a
 * process which died before it had written it down is gone. So what was not reported is asked for by its id as well.
 */
export async function pullReports(
  api: MejiroApi,
  refs: readonly AttemptRef[],
  account: Account<AccountSettings>,
): Promise<ReceivedEvent[]> {
  const reported = await drain(api);
  const events = reported.flatMap((raw) => eventsOf(raw, account));
  const told = new Set(reported.map((raw) => report.safeParse(raw).data?.id));
  for (const id of refs.flatMap(({ ids }) => ids).filter((id) => !told.has(id))) {
    const { reports } = await api.ask(`/v1/messages?id=${encodeURIComponent(id)}`, reportsAnswer);
    events.push(...reports.flatMap((raw) => eventsOf(raw, account)));
  }
  return events;
}

async function drain(api: MejiroApi): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { reports, more } = await api.ask('/v1/reports', reportsAnswer);
    all.push(...reports);
    if (!more) break;
  }
  return all;
}

/** The dedupe key is the same whether it was reported or asked for. */
function eventsOf(raw: unknown, account: Account<AccountSettings>): ReceivedEvent[] {
  const { data, error } = report.safeParse(raw);
  if (!data) return [{ kind: 'unparsable', account: account.key, detail: error.message, raw: JSON.stringify(raw) }];
  const fact = factOf(data);
  if (!fact) return [];
  const usage = data.segments === undefined ? {} : { usage: usageOf(data) };
  const of = { correlation: data.reference, ids: [data.id] };
  const dedupeKey = `${data.id}:${data.state}`;
  return [{ kind: 'receipt', account: account.key, dedupeKey, of, atMs: Date.parse(data.at), ...fact, ...usage }];
}

function factOf({ state, code = 'none' }: Report): Pick<ReceiptEvent, 'state' | 'final' | 'reason'> | undefined {
  switch (state) {
    case 'waiting':
      return undefined;
    case 'sent':
      return { state: 'sent' };
    case 'reached':
      return { state: 'delivered', final: true };
    case 'unreached':
      return { state: 'failed', final: true, reason: reasonOf(code) };
    // The phone's network does not tell: nothing more will be heard.
    case 'unknown':
      return { state: 'sent', final: true };
  }
}

function usageOf({ segments = 0, charge }: Report) {
  return { units: segments, ...(charge === undefined ? {} : { price: { amount: charge, currency: 'JPY' } }) };
}
