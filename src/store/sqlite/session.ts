import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { ColumnValue } from '../../outbox/table.js';
import type { ChangeRow } from '../change-rows.js';
import type { Sealer } from '../sealing.js';
import { eventWaits, readBacklog } from './backlog.js';
import type { Connection } from './connection.js';
import { Documents } from './documents.js';
import { DueWork } from './due-work.js';
import { Inbox } from './inbox.js';
import { Journal } from './journal.js';
import { liveSealers } from './live-sealers.js';
import type { ReadCall, WriteCall } from './protocol.js';
import { Resealer } from './resealer.js';

/** An open database, and what can be asked of it. */
export class Session {
  readonly connection: Connection;
  /** 0: not an engine. */
  readonly epoch: number;
  readonly #documents: Documents;
  readonly #inbox: Inbox;
  readonly #journal: Journal;
  readonly #work: DueWork;
  readonly #resealer: Resealer;
  readonly #path: string;

  constructor(connection: Connection, sealer: Sealer, { epoch, path }: { epoch: number; path: string }) {
    this.connection = connection;
    this.epoch = epoch;
    this.#path = path;
    this.#resealer = new Resealer(connection.sql, sealer);
    this.#documents = new Documents(connection.sql, sealer);
    this.#inbox = new Inbox(connection.sql, sealer);
    this.#journal = new Journal(connection.sql);
    this.#work = new DueWork(connection.sql);
    if (epoch > 0) this.#work.learn();
  }

  /** Inside a transaction. */
  write(call: WriteCall): unknown {
    switch (call.op) {
      case 'append':
        return this.#inbox.append(call.given);
      case 'commit':
        this.#assertOwner();
        for (const change of call.given) this.#apply(change);
        return undefined;
      case 'prune':
        this.#assertOwner();
        return this.#documents.prune(call.given);
      case 'ping':
        this.connection.sql.run('UPDATE engine SET pings = pings + 1');
        return undefined;
      case 'reseal':
        return this.#resealer.reseal(call.given.table, call.given.ids);
      case 'forgetOtherKeys':
        return this.#resealer.forgetOtherKeys();
    }
  }

  read(call: ReadCall): unknown {
    switch (call.op) {
      case 'read':
        return this.connection.snapshot(() => call.given.map((request) => this.#documents.read(request)));
      case 'inbox':
        return this.#inbox.ready(call.given.afterSeq, call.given.limit);
      case 'parked':
        return this.#inbox.parked(call.given);
      case 'overdueParked':
        return this.#inbox.overdue(call.given.nowMs, call.given.limit);
      case 'due':
        // Nobody tells one that is not the engine what was written, so it looks afresh.
        if (this.epoch === 0) this.#work.learn();
        return this.#work.due(call.given);
      case 'nextDueAt':
        return this.#work.nextAt(call.given);
      case 'journal':
        return this.#journal.after(call.given.afterSeq, call.given.limit, call.given.equal);
      case 'count':
        return this.#documents.count(call.given);
      case 'backlog':
        return readBacklog(this.connection.sql, call.given.nowMs, call.given.atMost);
      case 'waits':
        return eventWaits(this.connection.sql, call.given);
      case 'sealed':
        return this.#resealer.look(call.given.table, call.given.after, call.given.limit);
      case 'sealers':
        return liveSealers(this.connection.sql, this.#path);
    }
  }

  #apply(change: ChangeRow): void {
    switch (change[0]) {
      case 'put':
        this.#put(change[1], change[2], change[3], change[4]);
        break;
      case 'remove':
        this.#documents.remove(change[1], change[2]);
        break;
      case 'consume':
        this.#inbox.consume(change[1]);
        break;
      case 'park':
        this.#inbox.park(change[1], change[2], change[3]);
        break;
      case 'unpark':
        this.#inbox.unpark(change[1]);
        break;
      case 'journal':
        this.#journal.add(change[1], change[2]);
        break;
    }
  }

  #put(table: string, key: string, values: ColumnValue[], doc: string): void {
    this.#documents.put(table, key, values, doc);
    if (table === 'work') this.#work.written(values);
  }

  /** Another engine may have opened the store since; the transaction holds the write lock, so the answer stays true. */
  #assertOwner(): void {
    if (this.epoch === 0) throw new ChannelwrightError('CW_STORE_FENCED', 'it was opened for reading and appending');
    const current = this.connection.sql.get<[number]>('SELECT epoch FROM engine')?.[0];
    if (current !== this.epoch) {
      throw new ChannelwrightError('CW_STORE_FENCED', `its epoch is ${this.epoch}, the current one is ${current}`);
    }
  }
}
