import { type Account, parseJson, type RawRequest, type ReceivedEvent } from 'channelwright/adapter';
import { ZodError } from 'zod';
import type { LineAccountSettings, LineChannelSettings } from './settings.js';
import { anyEvent, callback } from './webhook-body.js';
import { factOf } from './webhook-event.js';

/** A genuine webhook → its events, each read by itself. None at all is the console's "Verify". */
export function parseWebhook(
  request: RawRequest,
  accounts: Account<LineAccountSettings>[],
  settings: LineChannelSettings,
): ReceivedEvent[] {
  const { data } = callback.safeParse(parseJson(request.body));
  if (data === undefined || accounts.length === 0) {
    return [{ kind: 'unparsable', detail: 'not a webhook of LINE’s', raw: new TextDecoder().decode(request.body) }];
  }
  const account = request.accountKey ?? data.destination;
  return data.events.flatMap((raw) => readEvent(account, raw, settings));
}

function readEvent(account: string, raw: unknown, settings: LineChannelSettings): ReceivedEvent[] {
  try {
    const { type, webhookEventId } = anyEvent.parse(raw);
    const fact = factOf(type, raw, settings);
    return fact === undefined ? [] : [{ account, dedupeKey: webhookEventId, ...fact }];
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const where = error.issues.map(({ path }) => path.join('.') || 'the event');
    const detail = `not as LINE describes it: ${[...new Set(where)].slice(0, 5).join(', ')}`;
    return [{ kind: 'unparsable', account, detail, raw: JSON.stringify(raw) }];
  }
}
