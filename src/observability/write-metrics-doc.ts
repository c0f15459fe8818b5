/** `node dist/src/observability/write-metrics-doc.js`: refreshes docs/reference/metrics.md, from the root of the repository. */
import { writeFileSync } from 'node:fs';
import { metricsDoc } from './metrics-doc.js';

writeFileSync('docs/reference/metrics.md', metricsDoc());
