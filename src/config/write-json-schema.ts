/** `node dist/src/config/write-json-schema.js`: refreshes docs/reference/config.schema.json, from the root of the repository. */
import { writeFileSync } from 'node:fs';
import { configJsonSchemaText } from './config-json-schema.js';

writeFileSync('docs/reference/config.schema.json', configJsonSchemaText());
