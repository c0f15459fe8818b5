import { METRICS, type MetricDeclaration } from './metric-list.js';

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
\`npm run docs\`. No label holds an address or an id of a person.

| Metric | Kind | Labels | Meaning |
|---|---|---|---|`;
