/** `node dist/src/errors/write-error-docs.js`: refreshes docs/reference/errors.md, from the root of the repository. */
import { writeFileSync } from 'node:fs';
import { errorDocs } from './error-docs.js';

writeFileSync('docs/reference/errors.md', errorDocs());
