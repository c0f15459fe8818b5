import { type MetricDeclaration, MOST_VALUES } from './metric-declaration.js';
import { METRICS } from './metric-list.js';

/** The text of `docs/reference/metrics.md`. */
export function metricsDoc(): string {
  const rows = Object.values<MetricDeclaration>(METRICS).map(
    ({ name, kind, labels, help }) =>
      `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help}. |`,
  );
  return `${HEAD}\n${rows.join('\n')}\n`;
}

const HEAD = `# Metrics

Served at \`/metrics\` in Prometheus' text format. This page is made from \`src/observability/metric-list.ts\` by
\`npm run docs\`. Durations are in seconds. No label holds a portal, an account, a message, an address or a name: values are those of the
configuration or of closed lists. Where others choose them (an error code of HubSpot, say), what comes after the first ${MOST_VALUES} is counted as
\`other\`. [Alert rules](../operations/alerts.yaml) and [what to do about each](../operations/README.md).

| Metric | Kind | Labels | Meaning |
|---|---|---|---|`;
