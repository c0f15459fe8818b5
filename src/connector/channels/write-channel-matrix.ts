/** `node dist/src/connector/channels/write-channel-matrix.js`: refreshes the matrix in README.md, from the root of the repository. */
import { readFileSync, writeFileSync } from 'node:fs';
import { channelMatrix } from './channel-matrix.js';
import { BUILT_IN_ADAPTERS, loadAdapters } from './load-adapters.js';

const definitions = await loadAdapters(BUILT_IN_ADAPTERS, [], []);
const readme = readFileSync('README.md', 'utf8');
const matrix = `<!-- channels -->\n${channelMatrix([...definitions.values()])}\n<!-- /channels -->`;
writeFileSync(
  'README.md',
  readme.replace(/<!-- channels -->.*<!-- \/channels -->/s, () => matrix),
);
