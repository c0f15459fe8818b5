import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { watchEventLoop } from '../../../src/observability/event-loop-lag.js';
import { type MetricDeclaration, MOST_VALUES } from '../../../src/observability/metric-declaration.js';
import { METRICS } from '../../../src/observability/metric-list.js';
import { Metrics } from '../../../src/observability/metrics.js';
import { metricsDoc } from '../../../src/observability/metrics-doc.js';
import { webhookCounters } from '../../../src/observability/webhook-counters.js';

const lines = async (metrics: Metrics) => (await metrics.exposition()).body.split('\n');

describe('metrics', () => {
  it('are counted, set and observed under their declared names', async () => {
    const metrics = new Metrics();
    metrics.count('sends', { channel: 'sms', outcome: 'accepted' });
    metrics.count('sends', { channel: 'sms', outcome: 'accepted' }, 2);
    metrics.set('inboxEvents', {}, 7);
    metrics.observe('sendSeconds', { channel: 'sms' }, 0.3);
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'channelwright_sends_total{channel="sms",outcome="accepted"} 3',
        'channelwright_inbox_events 7',
        'channelwright_send_seconds_bucket{le="0.25",channel="sms"} 0',
        'channelwright_send_seconds_bucket{le="0.5",channel="sms"} 1',
        'channelwright_send_seconds_count{channel="sms"} 1',
      ]),
    );
  });

  it('of two connectors in one process do not meet', async () => {
    const [one, two] = [new Metrics(), new Metrics()];
    one.set('parkedEvents', {}, 1);
    expect(await lines(one)).toContain('channelwright_parked_events 1');
    expect(await lines(two)).toContain('channelwright_parked_events 0');
  });

  it('may be looked up when somebody asks, and one that fails takes no other with it', async () => {
    const metrics = new Metrics();
    metrics.collect(async () => {
      throw new Error('store is gone');
    });
    const forget = metrics.collect((to) => to.set('deadLetters', {}, 5));
    expect(await lines(metrics)).toContain('channelwright_dead_letters 5');
    forget();
    metrics.set('deadLetters', {}, 0);
    expect(await lines(metrics)).toContain('channelwright_dead_letters 0');
  });

  it('tell the delay of the event loop', async () => {
    const metrics = new Metrics();
    const stop = watchEventLoop(metrics);
    const found = (await lines(metrics)).filter((line) => line.startsWith('channelwright_event_loop_lag_seconds{'));
    stop();
    expect(found.map((line) => /quantile="(.*)"/.exec(line)?.[1])).toEqual(['0.5', '0.99', '1']);
  });

  it('count webhooks as ingress reports them', async () => {
    const metrics = new Metrics();
    const counters = webhookCounters(metrics);
    counters.stored('hubspot', 'main', 'hubspot.message', 'duplicate');
    counters.refused('provider', 'CW_CHANNEL_UNKNOWN');
    counters.foreignEvent('sms');
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'channelwright_webhook_events_total{side="hubspot",source="main",kind="hubspot.message",outcome="duplicate"} 1',
        'channelwright_webhooks_refused_total{side="provider",source="",code="CW_CHANNEL_UNKNOWN"} 1',
        'channelwright_foreign_events_total{channel="sms"} 1',
      ]),
    );
  });
});

describe('a label whose values others choose', () => {
  it('has only so many, and the rest is counted together', async () => {
    const metrics = new Metrics();
    for (let n = 0; n < MOST_VALUES + 20; n += 1) metrics.count('deadLettersAdded', { kind: 'status', code: `E${n}` });
    metrics.count('deadLettersAdded', { kind: 'status', code: 'E0' });
    const found = (await lines(metrics)).filter((line) => line.startsWith('channelwright_dead_letters_added_total{'));
    expect(found).toHaveLength(MOST_VALUES + 1);
    expect(found).toContain('channelwright_dead_letters_added_total{kind="status",code="E0"} 2');
    expect(found).toContain('channelwright_dead_letters_added_total{kind="status",code="other"} 20');
  });
});

/** Of the configuration, or of lists that are closed. */
const BOUNDED = [
  ...['side', 'source', 'outcome', 'channel', 'app', 'state', 'kind', 'status', 'result', 'event', 'operation', 'from'],
  ...['quantile', 'queue', 'store', 'check', 'version', 'node', 'code', 'verdict', 'scope'],
];
/** Of these there are as many as HubSpot, or whoever writes to us, likes. */
const OPEN = { deadLettersAdded: ['kind', 'code'], webhookEvents: ['kind'], portalsLackingScope: ['scope'] };

describe('the list of metrics', () => {
  it('has labels of few different values: no portal, no account, no message, nobody', () => {
    const declared = Object.values<MetricDeclaration>(METRICS);
    const names = new Set(declared.flatMap(({ labels }) => labels));
    expect([...names].filter((label) => !BOUNDED.includes(label))).toEqual([]);
    for (const [key, labels] of Object.entries(OPEN)) {
      expect((METRICS as Record<string, MetricDeclaration>)[key]!.capped).toEqual(labels);
    }
  });

  it('has each name once, in the form Prometheus recommends', () => {
    const names = Object.values(METRICS).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, kind } of Object.values(METRICS)) {
      expect(name).toMatch(/^channelwright_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });

  it('is what docs/reference/metrics.md says (else: npm run docs, after a build)', () => {
    expect(readFileSync('docs/reference/metrics.md', 'utf8')).toBe(metricsDoc());
  });
});
