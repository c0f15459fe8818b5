import { environment } from './measure/environment.js';
import { type NamedSection, runSections } from './run-sections.js';
import { acknowledge } from './sections/acknowledge.js';
import { coalescing } from './sections/coalescing.js';
import { corrections } from './sections/corrections.js';
import { delays } from './sections/delays.js';
import { dueWork } from './sections/due-work.js';
import { erase } from './sections/erase.js';
import { mediaRelay } from './sections/media-relay.js';
import { memory } from './sections/memory.js';
import { planning } from './sections/planning.js';
import { receiptToPatch } from './sections/receipt-to-patch.js';
import { sendCost } from './sections/send-cost.js';
import { signals } from './sections/signals.js';
import { synchroniser } from './sections/synchroniser.js';
import { verifyAndParse } from './sections/verify-and-parse.js';

const SECTIONS: readonly NamedSection[] = [
  { letter: 'a', name: 'acknowledge', measure: acknowledge },
  { letter: 'b', name: 'receipt-to-patch', measure: receiptToPatch },
  { letter: 'c', name: 'synchroniser', measure: synchroniser },
  { letter: 'd', name: 'coalescing', measure: coalescing },
  { letter: 'e', name: 'due-work', measure: dueWork },
  { letter: 'f', name: 'memory', measure: memory },
  { letter: 'g', name: 'verify-and-parse', measure: verifyAndParse },
  { letter: 'h', name: 'planning', measure: planning },
  { letter: 'i', name: 'send-cost', measure: sendCost },
  { letter: 'j', name: 'media-relay', measure: mediaRelay },
  { letter: 'k', name: 'signals', measure: signals },
  { letter: 'l', name: 'corrections', measure: corrections },
  { letter: 'm', name: 'erase', measure: erase },
  { letter: 'n', name: 'delays', measure: delays },
];

await runSections({
  name: 'bench',
  description: 'Measures the connector. Prints Markdown; docs/explain/performance.md says what it means.',
  sections: SECTIONS,
  environment: environment(),
});
