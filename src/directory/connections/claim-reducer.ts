import { injectable } from 'inversify';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { CLAIMS, type ClaimHolder, type ClaimRow } from './claim-row.js';

const IDENTITIES_CLAIMED = 'identities.claimed';

/** A portal wants all of these, or none. */
export interface IdentitiesClaimed {
  portal: string;
  holder: ClaimHolder;
  /** Versions of the claims as they were when each of another portal was void; 0: there was none. */
  seen: Record<string, number>;
}

/** Of one portal, for one identity. */
const MOST_HOLDERS = 20;

/** Belongs to no portal: in the slot of the app one process decides for all of its portals. May be appended again. */
export function identitiesClaimed(app: string, body: IdentitiesClaimed, receivedAtMs: number): NewInboxEvent {
  return {
    kind: IDENTITIES_CLAIMED,
    slot: slotOf(app, ''),
    app,
    portal: '',
    receivedAtMs,
    body: { ...body, holder: { ...body.holder } },
  };
}

/** Decides between portals that claim the same identity at the same time: the first that is folded has it. */
@injectable()
export class ClaimReducer implements Reducer {
  readonly kinds = [IDENTITIES_CLAIMED];

  reduce({ app, body }: FoldEvent, tx: Tx): void {
    const { portal, holder, seen } = body as IdentitiesClaimed;
    const wanted = Object.entries(seen).map(([key, version]) => ({ key, version, row: tx.get(CLAIMS, key) }));
    const isFree = ({ row, version }: (typeof wanted)[number]) =>
      !row || row.portal === portal || row.version === version;
    if (!wanted.every(isFree)) return;
    for (const { key, row } of wanted) tx.put(CLAIMS, claimed({ key, app, portal, holder, atMs: tx.nowMs }, row));
  }
}

type Wanted = Pick<ClaimRow, 'key' | 'app' | 'portal' | 'atMs'> & { holder: ClaimHolder };

function claimed({ holder, ...wanted }: Wanted, before: ClaimRow | undefined): ClaimRow {
  const own = before?.portal === wanted.portal ? before.holders : [];
  const others = own.filter(({ connection }) => connection !== holder.connection);
  return { ...wanted, version: (before?.version ?? 0) + 1, holders: [holder, ...others].slice(0, MOST_HOLDERS) };
}
