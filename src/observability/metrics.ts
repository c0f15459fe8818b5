import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricDeclaration } from './metric-declaration.js';
import { METRICS, type MetricKey } from './metric-list.js';
import { ValueCap } from './value-cap.js';

type KeysOf<Kind> = { [Key in MetricKey]: (typeof METRICS)[Key]['kind'] extends Kind ? Key : never }[MetricKey];

/** Every declared label of a metric, and no other. */
export type LabelsOf<Key extends MetricKey> = Record<(typeof METRICS)[Key]['labels'][number], string>;

export type CounterKey = KeysOf<'counter'>;
export type GaugeKey = KeysOf<'gauge'>;
export type HistogramKey = KeysOf<'histogram'>;

/** Sets gauges just before they are read. */
export type Collector = (metrics: Metrics) => void | Promise<void>;

/** The metrics of one connector, in a registry of its own: two connectors in one process do not meet. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();
  readonly #collectors = new Set<Collector>();
  readonly #caps = new Map<string, ValueCap>();

  constructor() {
    for (const [key, declaration] of Object.entries<MetricDeclaration>(METRICS)) this.#declare(key, declaration);
  }

  count<Key extends CounterKey>(key: Key, labels: LabelsOf<Key>, by = 1): void {
    this.#counters.get(key)?.inc(this.#capped(key, labels), by);
  }

  set<Key extends GaugeKey>(key: Key, labels: LabelsOf<Key>, value: number): void {
    this.#gauges.get(key)?.set(this.#capped(key, labels), value);
  }

  /** Of all labels: what is not set again is not shown any more. */
  clear(key: GaugeKey): void {
    this.#gauges.get(key)?.reset();
  }

  observe<Key extends HistogramKey>(key: Key, labels: LabelsOf<Key>, value: number): void {
    this.#histograms.get(key)?.observe(this.#capped(key, labels), value);
  }

  /** Registers what sets gauges when somebody looks. Call what it returns to take it away. */
  collect(collector: Collector): () => void {
    this.#collectors.add(collector);
    return () => this.#collectors.delete(collector);
  }

  /** The text for Prometheus. A collector that fails leaves its gauges as they were. */
  async exposition(): Promise<{ contentType: string; body: string }> {
    await Promise.allSettled([...this.#collectors].map(async (collector) => collector(this)));
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #capped(key: string, labels: Record<string, string>): Record<string, string> {
    return this.#caps.get(key)?.of(labels) ?? labels;
  }

  #declare(key: string, { kind, name, help, labels, buckets = [], capped = [] }: MetricDeclaration): void {
    if (capped.length > 0) this.#caps.set(key, new ValueCap(capped));
    const common = { name, help, labelNames: [...labels], registers: [this.#registry] };
    if (kind === 'counter') this.#counters.set(key, new Counter(common));
    else if (kind === 'gauge') this.#gauges.set(key, new Gauge(common));
    else this.#histograms.set(key, new Histogram({ ...common, buckets: [...buckets] }));
  }
}
