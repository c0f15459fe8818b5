import { injectable } from 'inversify';
import type { Append } from '../../outbox/append.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import { slotOf } from '../../outbox/slot.js';

/** A browser has come back with a state and a code. */
const STATE_USED = 'install.state-used';

/** Clocks of replicas differ: for so long a state is remembered beyond its end, ms. */
const SKEW_MS = 60 * 60_000;

/** A state as HubSpot gave it back, of an install of ours. */
export interface ReturnedState {
  app: string;
  state: string;
  expiresAtMs: number;
}

/**
 * Whether a state comes for the first time, at any replica: the inbox takes the same fact once, and forgets it when the state has long
 * ended.
 *
 * @throws ChannelwrightError `CW_STORE_UNAVAILABLE`
 */
export async function isFirstUse(
  append: Append,
  { app, state, expiresAtMs }: ReturnedState,
  nowMs: number,
): Promise<boolean> {
  const [outcome] = await append([
    {
      kind: STATE_USED,
      slot: slotOf(app, ''),
      app,
      portal: '',
      receivedAtMs: nowMs,
      dedupeKey: `install|${app}|${state}`,
      dedupeUntilMs: expiresAtMs + SKEW_MS,
      body: {},
    },
  ]);
  return outcome === 'appended';
}

/** That it was appended is all there is to it. */
@injectable()
export class StateUsedReducer implements Reducer {
  readonly kinds = [STATE_USED];

  reduce(_event: FoldEvent): void {}
}
