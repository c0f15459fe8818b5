import { LANES, type LaneRow } from '../../outbox/lane.js';
import { type PortalName, portalRows } from '../../outbox/portal-rows.js';
import type { Submit } from '../../outbox/submit.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { DeliveryEvents } from '../message/delivery-events.js';

/** How many messages one event is about. */
const AT_ONCE = 200;

/**
 * After transactions of the store were lost (a restore, a fail-over): every message of an agent that is not finished may have
 * been sent by them, and is uncertain from now on, except where the provider drops a repetition. To be called once the inbox of
 * these portals has been folded, since the lost transactions may have folded it too, and before their due work begins. May be
 * called again: what has been recovered stays as it is. Answers how many messages were looked at.
 *
 * @throws ChannelwrightError `CW_STORE_FENCED` when a slot was lost meanwhile, `CW_STORE_UNAVAILABLE`
 */
export async function recoverPortals(
  store: Pick<WorkStore, 'read'>,
  submit: Submit,
  portals: readonly PortalName[],
  nowMs: number,
): Promise<number> {
  let found = 0;
  for await (const { app, portal, rows } of portalRows<LaneRow>(store, { table: LANES.name }, portals)) {
    const messages = rows.flatMap(outgoingMessages);
    for (let at = 0; at < messages.length; at += AT_ONCE) {
      const body: DeliveryEvents['recovered'] = { messages: messages.slice(at, at + AT_ONCE) };
      await submit({ kind: 'delivery.recovered', app, portal, receivedAtMs: nowMs, body });
    }
    found += messages.length;
  }
  return found;
}

/** Whatever is not finished stands in a lane. */
function outgoingMessages({ direction, items }: LaneRow): string[] {
  return direction === 'out' ? items.flatMap(({ kind, key }) => (kind === 'message' ? [key] : [])) : [];
}
