import type { Clock } from 'channelwright/adapter';

/** A customer of the aggregator: us. */
export interface MejiroContract {
  userId: string;
  password: string;
  /** Its own number, in national form. */
  number: string;
  /** Prepaid, in sen (hundredths of a yen): money is never a float. */
  balanceSen: number;
  longMessages?: boolean;
  /** What its pushes carry in `X-Mejiro-Token`. */
  pushToken?: string;
}

/** What becomes of a message, as the phone's network tells in the end. */
export type Fate = { state: 'reached' | 'unknown' } | { state: 'unreached'; code: string };

export interface StoredMessage {
  id: string;
  userId: string;
  reference: string;
  to: string;
  text: string;
  segments: number;
  chargeSen: number;
  atMs: number;
  state: 'waiting' | 'sent' | Fate['state'];
  code?: string;
}

export interface StoredInbound {
  id: string;
  userId: string;
  from: string;
  text: string;
  atMs: number;
}

/** Everything the aggregator has written down. */
export class ContractBook {
  readonly messages: StoredMessage[] = [];
  readonly inbound: StoredInbound[] = [];
  readonly #reports = new Map<string, StoredMessage[]>();
  #ids = 0;

  constructor(
    readonly contracts: MejiroContract[],
    private readonly time: Clock,
  ) {}

  nextId(prefix: string): string {
    this.#ids += 1;
    return `${prefix}${String(this.#ids).padStart(8, '0')}`;
  }

  now(): number {
    return this.time.now();
  }

  byNumber(number: string): MejiroContract | undefined {
    return this.contracts.find((contract) => contract.number === number);
  }

  /** A message has come to a state: the next who asks for reports is handed it. */
  report(message: StoredMessage, state: StoredMessage['state'], code?: string): void {
    message.state = state;
    message.atMs = this.now();
    if (code !== undefined) message.code = code;
    const waiting = this.#reports.get(message.userId) ?? [];
    this.#reports.set(message.userId, [...waiting, { ...message }]);
  }

  /** Handed out once: what is taken here is gone. */
  takeReports(userId: string, most: number): { reports: StoredMessage[]; more: boolean } {
    const waiting = this.#reports.get(userId) ?? [];
    this.#reports.set(userId, waiting.slice(most));
    return { reports: waiting.slice(0, most), more: waiting.length > most };
  }
}
