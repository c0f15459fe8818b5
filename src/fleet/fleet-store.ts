import type { SlotEpoch } from '../outbox/owned-slots.js';
import type { WorkStore } from '../outbox/work-store.js';

/** What a process says of itself when it joins. */
export interface NewMember {
  /** For people: host and process id. */
  name: string;
  /** Of the framework. */
  version: string;
  /** Of the configuration, without its secrets: replicas that differ run different configurations. */
  fingerprint: string;
  /** Names of the apps and channel configurations it knows. It is never given a slot that needs another. */
  apps: readonly string[];
  channels: readonly string[];
  /** How long it is taken for alive after each renewal, ms. */
  expiryMs: number;
  /** Ids of its encryption keys: it seals with the first, and opens with any. Absent: it does not say. */
  keys?: readonly string[];
}

export interface Member extends NewMember {
  id: string;
  /** ms since the epoch, by the clock of the database; so are all times here. */
  joinedAtMs: number;
  renewedAtMs: number;
  /** How many slots it owns. */
  slots: number;
  /** It is on its way out: it takes no slots, and is not counted on. */
  leaving: boolean;
}

/** What a heartbeat brings back. */
export interface Renewal {
  /** The database's clock when it answered. */
  nowMs: number;
  /** Every member that lives, this one too. */
  members: Member[];
  /** Slots that nobody alive owns, of those this member could own. */
  free: number;
}

/** A slot just taken, and what its taker must know of the time before. */
export interface ClaimedSlot extends SlotEpoch {
  /** `new`: nobody ever owned it · `released`: handed over in order · `expired`: its owner died, or was cut off. */
  from: 'new' | 'released' | 'expired';
  /** Where it expired: how long ago its owner renewed for the last time, and the owner's expiry, ms. */
  owner?: { renewedAgoMs: number; expiryMs: number };
  /** Where it was released: how long ago, ms. Absent: not known, perhaps just now. */
  releasedAgoMs?: number;
}

/** A directory row (account, portal, channel, gate) that some process has written or removed. */
export interface Announcement {
  table: string;
  key: string;
}

export interface SlotView {
  slot: number;
  epoch: number;
  /** The id of its owner; absent: nobody alive owns it. */
  owner?: string;
  /** Apps and channel configurations that its owner must know, as `app:<name>` and `channel:<name>`. */
  needs: string[];
}

/** A fleet as its database sees it. */
export interface FleetSurvey {
  nowMs: number;
  members: Member[];
  slots: SlotView[];
}

/** Who the processes of a fleet are, and who owns what. Every decision is made by the database, and by its clock. */
export interface FleetLedger {
  /** Become a member, under a new id. It owns nothing yet. */
  join(member: NewMember): Promise<string>;

  /** A heartbeat. `undefined`: the member had expired or was removed, and must drop everything and join anew. */
  renew(id: string): Promise<Renewal | undefined>;

  /**
   * Own up to `limit` more of the slots that nobody alive owns, at epochs nobody has had, and for which the member's
   * configuration suffices. Empty when the member has expired.
   */
  claim(id: string, limit: number): Promise<ClaimedSlot[]>;

  /** Give slots up, in order. Those that are no longer this member's under these epochs are left alone. */
  release(id: string, slots: readonly SlotEpoch[]): Promise<void>;

  /** Announce that this member is on its way out: the others may take over what it releases. */
  retire(id: string): Promise<void>;

  /** Stop being a member. What it still owns is free, as if its owner had died: it was not handed over in order. */
  leave(id: string): Promise<void>;

  /** Every member that lives, and every slot that has an owner or a need. For people. */
  survey(): Promise<FleetSurvey>;

  /**
   * After transactions were lost (a restore, a fail-over): raises every epoch above any that can have been given out since. To be
   * called while nobody is a member.
   *
   * @throws ChannelwrightError `CW_STORE_LOCKED` while somebody is
   */
  raiseEpochs(): Promise<void>;
}

/** `inbox`: events were appended to slots that are worked on · `directory`: something was announced. */
export type WakeReason = 'inbox' | 'directory';

/** The store of a fleet: a {@link WorkStore} that many processes work on, each on its own slots. */
export interface FleetStore extends WorkStore, FleetLedger {
  /**
   * Work on these slots too, from now on: `inbox`, `overdueParked`, `due` and `nextDueAt` answer for the slots taken and for no
   * others. What a former owner had leased is due at once. Answers how many rows that were.
   */
  take(slots: readonly SlotEpoch[]): Promise<number>;

  /** Work on these no more. Nothing is written. */
  drop(slots: readonly number[]): void;

  /**
   * Directory rows written by anyone since the cursor; some may come twice, none is missed. Without a cursor: none, and where to
   * begin. Rows are to be read after asking.
   */
  announced(cursor?: string): Promise<{ cursor: string; rows: Announcement[] }>;

  /** Tells when another process has done something that concerns this one. Only a hint: whoever relies on it also polls. */
  onWake(wake: (about: WakeReason) => void): void;

  /** Whether such hints are known to arrive at this moment: then polls may be rarer. */
  readonly isWoken: boolean;
}

/** A store of its own kind: not every `WorkStore` can be shared. */
export function isFleetStore(store: WorkStore): store is FleetStore {
  return 'claim' in store;
}
