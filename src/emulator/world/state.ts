import type { JournalEntry, JournalSubscription } from './journal-entry.js';
import type {
  AccessToken,
  AuthorizationCode,
  Channel,
  ChannelAccount,
  Contact,
  EmulatedApp,
  ImportTask,
  Installation,
  Message,
  Portal,
  RefreshToken,
  StagingToken,
  StoredFile,
  Thread,
} from './model.js';

/** Where the numbers of each kind of id begin: large and apart, so that one is not taken for another. */
const FIRST_ID = {
  channel: 2_300_001,
  account: 2_500_000_001,
  thread: 17_000_000_001,
  contact: 600_000_000_001,
  file: 190_000_000_001,
  inbox: 900_001,
  user: 7_000_001,
  portal: 62_515,
  app: 4_711,
  subscription: 60_001_001,
};

/** All that the emulated HubSpot knows. */
export class EmulatorState {
  readonly apps = new Map<string, EmulatedApp>();
  readonly portals = new Map<string, Portal>();
  readonly channels = new Map<string, Channel>();
  readonly accounts = new Map<string, ChannelAccount>();
  readonly stagingTokens = new Map<string, StagingToken>();
  readonly contacts = new Map<string, Contact>();
  readonly threads = new Map<string, Thread>();
  /** By thread key, see `threading.ts`. */
  readonly threadsByKey = new Map<string, Thread>();
  readonly messages = new Map<string, Message>();
  /** By account and `integrationIdempotencyId`. */
  readonly publications = new Map<string, Message>();
  /** By portal and address. */
  readonly contactsByAddress = new Map<string, Contact>();
  readonly files = new Map<string, StoredFile>();
  readonly imports = new Map<string, ImportTask>();
  readonly accessTokens = new Map<string, AccessToken>();
  readonly refreshTokens = new Map<string, RefreshToken>();
  readonly codes = new Map<string, AuthorizationCode>();
  /** By app and portal, see `installs.ts`. */
  readonly installs = new Map<string, Installation>();
  /** By offset, in the order they were written. */
  readonly journal = new Map<string, JournalEntry>();
  readonly journalSubscriptions = new Map<string, JournalSubscription>();
  #next = { ...FIRST_ID };

  newId(kind: keyof typeof FIRST_ID): string {
    const id = this.#next[kind];
    this.#next[kind] += 1;
    return String(id);
  }

  reset(): void {
    this.#next = { ...FIRST_ID };
    for (const map of Object.values(this)) if (map instanceof Map) map.clear();
  }
}
