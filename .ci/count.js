/** Writes `PASSED FAILED` of a jest results file. A suite that did not run, and a run without results, are failures too. */
import { readFileSync } from 'node:fs';

const [, , path, result] = process.argv;

function count() {
  const text = readFileSync(path, 'utf8');
  if (text === '') return [0, 1];
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(text);
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return [numPassedTests, result === 'ok' ? failed : Math.max(failed, 1)];
}

process.stdout.write(count().join(' '));
