import { makeAdapter } from '../../connector/channels/make-adapter.js';
import type { Account, AccountLookup } from '../../contract/account.js';
import type { AdapterDefinition } from '../../contract/adapter-definition.js';
import type { Capabilities } from '../../contract/capabilities.js';
import type { ChannelAdapter } from '../../contract/channel-adapter.js';
import { capabilitiesOf } from '../../contract/define-adapter.js';
import { systemScheduler } from '../../policy/system-scheduler.js';
import { UndiciTransport } from '../../transport/undici-transport.js';
import { lookupOf } from '../adapter-call.js';
import { FaultyNetwork } from './faulty-network.js';
import { InstantClock } from './instant-clock.js';
import { KeptLog } from './kept-log.js';
import type { AdapterSubject } from './subject.js';

/** The name of the channel configuration of every bench. */
export const CHANNEL = 'subject';
export const PUBLIC_URL = 'https://connector.example.com';

export interface BenchChanges {
  settings?: Record<string, unknown>;
  /** Merged into the settings of the first account. */
  account?: Record<string, unknown>;
  /** One that has lived for a while already, in place of a new one. */
  adapter?: ChannelAdapter;
}

/** An adapter as the connector makes it, with everything around it in our hand. */
export class Bench {
  readonly log = new KeptLog();
  readonly clock: InstantClock;
  readonly network: FaultyNetwork;
  readonly definition: AdapterDefinition;
  readonly settings: unknown;
  readonly accounts: [Account, Account];
  readonly adapter: ChannelAdapter;
  readonly #beyond = new UndiciTransport();

  constructor(
    readonly subject: AdapterSubject,
    changes: BenchChanges = {},
    startMs = systemScheduler.now(),
  ) {
    const { definition, overrides } = subject;
    this.definition = definition;
    this.clock = new InstantClock(startMs);
    this.network = new FaultyNetwork(subject.respond?.bind(subject), this.#beyond);
    this.settings = definition.settings.parse({ ...subject.settings, ...changes.settings });
    this.accounts = [accountOf(subject, 0, changes.account), accountOf(subject, 1)];
    const { clock, log, network: http, settings } = this;
    this.adapter = changes.adapter ?? makeAdapter(definition, { http, log, clock, settings }, overrides);
  }

  /** The first account, which most rules are about. */
  get account(): Account {
    return this.accounts[0];
  }

  get lookup(): AccountLookup {
    return lookupOf(this.accounts, (account) => this.definition.identities(account));
  }

  get capabilities(): Capabilities {
    return capabilitiesOf(this.definition, this.account);
  }

  /** Whether an account is given to `connect`. */
  get connects(): boolean {
    const { connectionKey } = this.definition;
    return connectionKey === undefined || connectionKey(this.account) !== undefined;
  }

  /** The same subject with other settings, or afresh. Closed by whoever opened it. */
  again(changes: BenchChanges = {}): Bench {
    return new Bench(this.subject, changes, this.clock.now());
  }

  close(): Promise<void> {
    return this.#beyond.destroy();
  }
}

/** Where the provider reaches one account. */
export function webhookUrl({ key, channel }: Account, origin = PUBLIC_URL): URL {
  return new URL(`${origin}/providers/${channel}/${key}`);
}

const KEYS = ['first', 'second'] as const;

function accountOf(subject: AdapterSubject, index: 0 | 1, changes: Record<string, unknown> = {}): Account {
  const { address, settings } = subject.accounts?.[index] ?? {};
  const key = KEYS[index];
  return {
    key,
    channel: CHANNEL,
    portalId: '1',
    address: address ?? { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: `us-${key}` },
    settings: subject.definition.accountSettings.parse({ ...settings, ...changes }),
  };
}
