import { Bench } from '../../../src/testing/adapter-conformance/bench.js';
import { textItem, trySend } from '../../../src/testing/adapter-conformance/send-try.js';
import type { AdapterSubject } from '../../../src/testing/adapter-conformance.js';
import { cpuPerCall } from '../measure/cpu-per-call.js';
import { figure, type Report } from '../measure/report.js';
import { alternate } from '../measure/rounds.js';
import { subjects } from '../traffic/adapter-subjects.js';
import type { Effort } from './section.js';

const AIM_US = 1_000;

/** CPU that an adapter adds to a send: the request it builds and the answer it reads, with no network in between. */
export async function sendCost({ quick }: Effort): Promise<Report> {
  const seconds = quick ? 0.2 : 1;
  const variants = Object.entries(subjects).filter(([, { respond }]) => respond !== undefined);
  const measured = await alternate(
    quick ? 1 : 5,
    Object.fromEntries(
      variants.map(([name, subject]) => [name, async () => ({ us: await cpuPerCall(sender(subject), seconds) })]),
    ),
  );
  const rows = variants.map(([name]) => [name, figure(measured[name]!.us)]);
  const most = Math.max(...variants.map(([name]) => measured[name]!.us));
  return {
    title: 'CPU of a send',
    columns: ['Adapter', 'µs CPU per text sent'],
    rows,
    notes: ['`send` of a short text; the provider answers in the same process, which is counted too.'],
    aims: [
      { what: 'CPU of the costliest send', aim: `≤ ${AIM_US} µs`, measured: `${figure(most)} µs`, met: most <= AIM_US },
    ],
  };
}

function sender(subject: AdapterSubject): () => Promise<void> {
  const bench = new Bench(subject);
  const items = [textItem('Your table is booked for half past seven.')];
  return async () => {
    const { outcome } = await trySend(bench, { items });
    if (outcome.kind !== 'accepted') throw new Error(`${bench.definition.name}: ${outcome.kind}`);
    bench.network.requests.length = 0;
  };
}
