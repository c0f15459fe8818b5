import { Writable } from 'node:stream';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, NoopSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createIngress, type Ingress } from '../../../src/ingress/create-ingress.js';
import { createLog } from '../../../src/observability/create-log.js';
import { Metrics } from '../../../src/observability/metrics.js';
import { otelTraces } from '../../../src/observability/otel-traces.js';
import { PersonalMask } from '../../../src/observability/personal-mask.js';
import { Redactor } from '../../../src/observability/redactor.js';
import { webhookCounters } from '../../../src/observability/webhook-counters.js';
import { systemScheduler } from '../../../src/policy/system-scheduler.js';
import { NO_TRACES, type Traces } from '../../../src/policy/traces.js';
import { cpuPerCall } from '../measure/cpu-per-call.js';
import { figure, percent, type Report } from '../measure/report.js';
import { alternate } from '../measure/rounds.js';
import { NoLog } from '../traffic/no-log.js';
import { CLIENT_SECRET, HUBSPOT_PATH, PUBLIC_URL, STORE_KEY } from '../traffic/the-account.js';
import { agentMessage } from '../traffic/webhooks.js';
import type { Effort } from './section.js';

const WITHOUT = 'a webhook, no tracing in the code';
const API = 'a webhook, the API without an SDK';
const SDK = 'a webhook, with an SDK that drops its spans';
const LINE = 'a log line, addresses as they are';
const MASKED = 'a log line, addresses marked';

/** What signals cost where nobody looks at them, and where somebody does. In one process, without HTTP and without a store. */
export async function signals({ quick }: Effort): Promise<Report> {
  const seconds = quick ? 0.3 : 1;
  const per = (call: () => unknown) => async () => ({ micros: await cpuPerCall(call, seconds) });
  const webhook = agentMessage(1);
  const request = { method: 'POST', url: HUBSPOT_PATH, headers: webhook.headers, body: Buffer.from(webhook.body) };
  // Made anew each time: a tracer that has once met an SDK keeps it.
  const handled = (traces: () => Traces) => () => {
    const ingress = ingressWith(traces());
    return per(() => ingress.handle(request))();
  };
  const measured = await alternate(quick ? 5 : 11, {
    [WITHOUT]: handled(() => NO_TRACES),
    [API]: handled(otelTraces),
    [SDK]: withSdk(handled(otelTraces)),
    [LINE]: per(line(new Redactor())),
    [MASKED]: per(line(new Redactor(new PersonalMask(STORE_KEY)))),
  });
  const base = (name: string) => measured[name === MASKED || name === LINE ? LINE : WITHOUT]!.micros;
  return {
    title: 'Signals',
    columns: ['What', 'µs CPU', 'of the first of its kind'],
    rows: Object.entries(measured).map(([name, { micros }]) => [name, figure(micros), percent(micros / base(name))]),
    notes: ['Verify, read and hand to a store that does nothing; medians of alternating rounds.'],
  };
}

function ingressWith(traces: Traces): Ingress {
  return createIngress({
    publicUrl: PUBLIC_URL,
    apps: { clientSecrets: () => [CLIENT_SECRET] },
    channels: { byName: () => undefined, byHubSpotId: () => undefined, all: () => [] },
    accounts: { lookup: () => ({ byKey: () => undefined, byIdentity: () => [], all: () => [] }) },
    media: { answer: async () => ({ status: 404, headers: {}, body: '' }) },
    append: async (events) => events.map(() => 'appended'),
    counters: webhookCounters(new Metrics()),
    traces,
    probes: {
      live: () => ({ ok: true }),
      ready: async () => ({ ok: true }),
      metrics: async () => ({ contentType: 'text/plain', body: '' }),
    },
    scheduler: systemScheduler,
    log: new NoLog(),
  });
}

function withSdk<T>(measure: () => Promise<T>): () => Promise<T> {
  return async () => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new NoopSpanProcessor()] }));
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      return await measure();
    } finally {
      trace.disable();
      context.disable();
    }
  };
}

/** As an adapter might write it. */
function line(redactor: Redactor): () => void {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  const { logger } = createLog({ level: 'info', format: 'json', redactor, clock: systemScheduler, stream });
  const own = logger.child({ channel: 'chat', account: 'main-line', correlation: '8d8849ab0a2b4ee0', attempt: 1 });
  return () =>
    own.info('the provider said no', { to: '+12025550142', detail: 'no such user: 12025550142', code: '21211' });
}
