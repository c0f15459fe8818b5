import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { systemScheduler } from '../../policy/system-scheduler.js';
import { CallQueue } from './call-queue.js';
import { type After, Checkpoints } from './checkpoints.js';
import { type OpenSession, openSession } from './open-session.js';
import type { Opening, Order, WorkerSettings } from './protocol.js';
import { toFailure } from './sqlite-failure.js';

/** The thread the database lives in. */
function start(port: MessagePort, settings: WorkerSettings): void {
  const opened = open(port, settings);
  if (opened === undefined) return;
  const queue = new CallQueue(opened.session);
  const checkpoints = new Checkpoints(opened.session.connection, after);

  port.on('message', (order: Order) => {
    if (order === 'close') {
      checkpoints.makeLast();
      opened.close();
      port.close();
      return;
    }
    queue.add(order);
    while (!queue.isEmpty) {
      addArrived();
      port.postMessage(queue.slice());
      checkpoints.served();
    }
  });

  /** What was posted while the thread was busy joins the next group. `close` is sent only when nothing is waiting. */
  function addArrived(): void {
    for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) {
      queue.add(more.message);
    }
  }
}

const after: After = (ms, callback) => systemScheduler.at(systemScheduler.now() + ms, callback);

function open(port: MessagePort, settings: WorkerSettings): OpenSession | undefined {
  try {
    const opened = openSession(settings);
    const { session, schema, released, keyIds } = opened;
    port.postMessage({ ok: true, epoch: session.epoch, released, schema, keyIds } satisfies Opening);
    return opened;
  } catch (error) {
    port.postMessage({ ok: false, failure: toFailure(error) } satisfies Opening);
    return undefined;
  }
}

if (parentPort !== null) start(parentPort, workerData as WorkerSettings);
