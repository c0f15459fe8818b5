/** `node dist/src/testing/write-adapter-rules-doc.js`: refreshes docs/reference/adapter-rules.md, from the root of the repository. */
import { writeFileSync } from 'node:fs';
import { adapterRulesDoc } from './adapter-rules-doc.js';

writeFileSync('docs/reference/adapter-rules.md', adapterRulesDoc());
