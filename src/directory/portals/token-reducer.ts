import { injectable } from 'inversify';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { PORTALS, type PortalTokens } from './portal-row.js';

export const TOKENS_REFRESHED = 'directory.tokens';

/** New tokens of a portal, and the version they replace. */
export interface RefreshedTokens {
  tokens: PortalTokens;
  expectedVersion: number;
}

/** New tokens are kept before they are used, unless others have come in between. Answers whether they were kept. */
@injectable()
export class TokenReducer implements Reducer {
  readonly kinds = [TOKENS_REFRESHED];

  reduce(event: FoldEvent, tx: Tx): void {
    const { tokens, expectedVersion } = event.body as RefreshedTokens;
    const portal = tx.get(PORTALS, `${event.app}/${event.portal}`);
    const kept = portal?.tokens.version === expectedVersion;
    if (kept) tx.put(PORTALS, { ...portal, tokens });
    tx.answer(kept);
  }
}
