#!/usr/bin/env node
import { nodeTooOld } from '../node-version.js';
import { EXIT } from './exit-code.js';

// Nothing else is imported before this is known: it may not even load.
const problem = nodeTooOld();
if (problem !== undefined) {
  process.stderr.write(`channelwright: ${problem}\n`);
  process.exitCode = EXIT.usage;
} else {
  const { main } = await import('./main.js');
  process.exitCode = await main(process.argv.slice(2));
}
