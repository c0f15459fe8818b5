import { createServer } from 'node:http';
import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { Connector } from '../../src/connector/connector.js';
import { createConnector } from '../../src/connector/create-connector.js';
import type { FleetStore } from '../../src/fleet/fleet-store.js';
import type { WorkStore } from '../../src/outbox/work-store.js';
import type { Left, Order, Owners, Report } from './child-protocol.js';
import { fastClock } from './fast-clock.js';
import { fastDatabase } from './fleet/fast-database.js';
import { KillSwitch } from './kill-switch.js';
import { killingHttp } from './killing-http.js';
import { killingFleet, killingStore } from './killing-store.js';
import { leftIn } from './left.js';

/**
 * The connector as a process of its own, to be killed. It is the shipped one, made by `createConnector`, behind node:http, with its
 * store in a file or a database: only its clock runs faster, and a kill switch stands where the parent wants one.
 */
const kill = new KillSwitch();
/** The store cannot be asked. */
const UNKNOWN: Left = { inbox: -1, lanes: -1, dirty: -1, work: [], deadLetters: -1 };

let opened: WorkStore | undefined;
let fleet: FleetStore | undefined;
let running: Connector | undefined;

process.on('message', (order: Order) => {
  switch (order.kind) {
    case 'start':
      return void start(order).catch((error: unknown) => report({ kind: 'failed', detail: inspect(error) }));
    case 'arm':
      return kill.arm(order.armed);
    case 'count':
      return void left()
        .catch(() => UNKNOWN)
        .then((counts) => report({ kind: 'left', left: counts }));
    case 'survey':
      return void owners()
        .catch(() => ({}))
        .then((found) => report({ kind: 'surveyed', owners: found }));
    case 'stop':
      return void running?.stop().then(() => process.exit());
  }
});
// Whoever is killed writes nothing at its end.
flushCompileCache();

// The parent is gone, and nobody is left to kill this one.
process.on('disconnect', () => process.exit());

async function start({ config, port, clock, armed }: Extract<Order, { kind: 'start' }>): Promise<void> {
  kill.arm(armed);
  const hubspotOrigin = new URL(config.apps.main.apiBaseUrl).origin;
  const connector = await createConnector(config, {
    scheduler: fastClock(clock),
    between: {
      store: (store) => {
        opened = store;
        return killingStore(store, kill);
      },
      fleet: (store) => {
        fleet = fastDatabase(store, clock);
        return killingFleet(fleet, kill);
      },
      http: (http) => killingHttp(http, kill, hubspotOrigin),
    },
  });
  running = connector;
  await connector.start();
  const server = createServer(connector.nodeHandler);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  report({ kind: 'ready', port: (server.address() as AddressInfo).port });
}

async function left(): Promise<Left> {
  return opened ? leftIn(opened, (await opened.inbox(0, 1_000)).length) : UNKNOWN;
}

/** A member's name ends with its process id. */
async function owners(): Promise<Owners> {
  if (!fleet) return {};
  const { members, slots } = await fleet.survey();
  const pids = new Map(members.map(({ id, name }) => [id, Number(/\d+$/.exec(name)?.[0])]));
  return Object.fromEntries(slots.map(({ slot, owner = '' }) => [slot, pids.get(owner) ?? 0]));
}

function report(message: Report): void {
  process.send?.(message);
}
