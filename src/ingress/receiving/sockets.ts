import { hash } from 'node:crypto';
import type { Account } from '../../contract/account.js';
import type { Connection, EventSink } from '../../contract/connection.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { backoffMs } from '../../policy/backoff.js';
import { connectionCheckpoint } from './checkpoint-row.js';
import type { ReceiverDeps } from './receiver-deps.js';
import { inReceivingScope } from './receiving-scope.js';
import { type Receiver, readCheckpoint, takeEvents } from './take-events.js';

const BACKOFF = { baseMs: 1_000, capMs: 60_000 };
/** A connection that lasted so long was a good one: the next failure is a first one again, ms. */
const GOOD_AFTER_MS = 60_000;
/** How long a connection may take to close, ms. */
const CLOSING_MS = 5_000;

export interface SocketsOptions {
  /** A connection has been opened: something may have been missed before it. */
  opened?(accounts: readonly Account[]): void;
}

interface Open extends Receiver {
  /** Changes with the accounts and their settings. */
  fingerprint: string;
  stop: AbortController;
  ended: Promise<void>;
}

/** Keeps one connection open for each connection key of a portal, for the adapters that have `connect`. */
export class Sockets {
  readonly #open = new Map<string, Open>();
  /** The ends of connections that are being closed. */
  readonly #closing = new Set<Promise<void>>();
  readonly #checkpoints = new Map<string, string>();
  #stopped = false;

  constructor(
    private readonly deps: ReceiverDeps,
    private readonly options: SocketsOptions = {},
  ) {}

  /** Opens what should be open, closes what should not. Call it at start and whenever accounts have changed. */
  refresh(): void {
    if (this.#stopped) return;
    const wanted = this.#wanted();
    for (const [key, open] of this.#open) {
      if (wanted.get(key)?.fingerprint !== open.fingerprint) this.#close(key, open);
    }
    for (const [key, receiver] of wanted) if (!this.#open.has(key)) this.#start(key, receiver);
  }

  /**
   * Portals are no longer owned: closes their connections and forgets how far they had read, since others read on. Resolves when
   * every connection that is being closed is closed.
   */
  async released(): Promise<void> {
    this.refresh();
    for (const key of this.#checkpoints.keys()) if (!this.#open.has(key)) this.#checkpoints.delete(key);
    await Promise.all(this.#closing);
  }

  byChannel(): ReadonlyMap<string, number> {
    const open = Map.groupBy(this.#open.values(), ({ runtime }) => runtime.name);
    return new Map([...open].map(([channel, of]) => [channel, of.length]));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const [key, open] of this.#open) this.#close(key, open);
    await Promise.all(this.#closing);
  }

  #wanted(): Map<string, Receiver & { fingerprint: string }> {
    const groups = new Map<string, Receiver & { accounts: [Account, ...Account[]] }>();
    for (const { row, account } of this.deps.accounts.all()) {
      const runtime = this.deps.channels.byName(row.channel);
      if (!account || !runtime?.adapter.connect || !connects(row.state)) continue;
      if (!this.deps.owns(runtime.app, account.portalId)) continue;
      const connectionKey = this.#connectionKeyOf(runtime, account);
      if (connectionKey === undefined) continue;
      const key = connectionCheckpoint(runtime.name, account.portalId, connectionKey);
      const group = groups.get(key);
      if (group) group.accounts.push(account);
      else groups.set(key, { runtime, accounts: [account] });
    }
    return new Map([...groups].map(([key, group]) => [key, { ...group, fingerprint: fingerprint(group.accounts) }]));
  }

  #connectionKeyOf({ definition, name }: ChannelRuntime, account: Account): string | undefined {
    try {
      return definition.connectionKey ? definition.connectionKey(account) : account.key;
    } catch (error) {
      this.deps.log.error('an adapter failed over an account', { channel: name, account: account.key, error });
      return undefined;
    }
  }

  #start(key: string, receiver: Receiver & { fingerprint: string }): void {
    const stop = new AbortController();
    const ended = this.#keepOpen(key, receiver, stop.signal);
    this.#open.set(key, { ...receiver, stop, ended });
  }

  #close(key: string, open: Open): void {
    this.#open.delete(key);
    this.#closing.add(open.ended);
    void open.ended.finally(() => this.#closing.delete(open.ended));
    open.stop.abort();
  }

  async #keepOpen(key: string, receiver: Receiver, signal: AbortSignal): Promise<void> {
    const { scheduler, random, log } = this.deps;
    const { runtime, accounts } = receiver;
    let failures = 0;
    while (!signal.aborted) {
      const openedAtMs = scheduler.now();
      try {
        await this.#openOnce(runtime, accounts, this.#sink(key, receiver), signal);
        if (!signal.aborted) log.info('connection ended', { channel: runtime.name });
      } catch (error) {
        if (!signal.aborted) log.warn('connection broke', { channel: runtime.name, failures, error });
      }
      if (signal.aborted) return;
      failures = scheduler.now() - openedAtMs >= GOOD_AFTER_MS ? 1 : failures + 1;
      await scheduler.sleep(backoffMs(BACKOFF, failures, random), signal);
    }
  }

  /** Ends when the connection has ended, or is closed because of `signal`. */
  async #openOnce(
    { adapter, app }: ChannelRuntime,
    accounts: Receiver['accounts'],
    sink: EventSink,
    signal: AbortSignal,
  ): Promise<void> {
    const opening = inReceivingScope(this.deps, app, accounts[0].portalId, () =>
      adapter.connect?.([...accounts], sink, signal),
    );
    if (!opening) return;
    const aborted = whenAborted(signal);
    try {
      const connection = await Promise.race([opening, aborted.promise]);
      if (connection) {
        this.options.opened?.(accounts);
        await Promise.race([connection.closed, aborted.promise]);
      }
    } finally {
      aborted.forget();
    }
    if (signal.aborted) await this.#closeConnection(opening);
  }

  /** An adapter that does not come to an end must not keep the process from ending. */
  async #closeConnection(opening: Promise<Connection>): Promise<void> {
    const { scheduler } = this.deps;
    const closed = new AbortController();
    const close = async () => {
      const connection = await opening;
      connection.closed.catch(() => undefined);
      await connection.close();
    };
    await Promise.race([close().catch(() => undefined), scheduler.sleep(CLOSING_MS, closed.signal)]);
    closed.abort();
  }

  #sink(key: string, receiver: Receiver): EventSink {
    const { runtime, accounts } = receiver;
    return {
      checkpoint: async () => this.#checkpoints.get(key) ?? readCheckpoint(this.deps, key),
      commit: async (events, checkpoint) => {
        // An account may have come since it was opened, and it be on its way out: what it brings for that one counts as read, too.
        const now = this.#open.get(key) ?? receiver;
        await takeEvents(this.deps, now, events, checkpoint === undefined ? undefined : { key, value: checkpoint });
        // The row follows only once the event is folded: what is known here is newer, for as long as nobody else reads on.
        const isNewer = this.deps.owns(runtime.app, accounts[0].portalId);
        if (checkpoint !== undefined && isNewer) this.#checkpoints.set(key, checkpoint);
      },
    };
  }
}

function whenAborted(signal: AbortSignal): { promise: Promise<undefined>; forget(): void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return { promise, forget: () => signal.removeEventListener('abort', onAbort) };
}

function connects(state: string): boolean {
  return state === 'active' || state === 'held';
}

function fingerprint(accounts: readonly Account[]): string {
  return hash('sha256', JSON.stringify(accounts.toSorted((a, b) => (a.key < b.key ? -1 : 1))), 'base64url');
}
