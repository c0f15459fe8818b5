/** Ends with 0 if node_modules holds exactly what package-lock.json says, so that `npm ci` can be left out. */
import { existsSync, readFileSync } from 'node:fs';

const packagesIn = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

function installed() {
  const lock = 'node_modules/.package-lock.json';
  if (!existsSync(lock)) return false;
  const wanted = packagesIn('package-lock.json');
  const found = packagesIn(lock);
  const same = (path) => found[path]?.version === wanted[path]?.version;
  // What is optional is there only on the platform it is for.
  const missing = Object.keys(wanted).filter((path) => path !== '' && !wanted[path].optional && !same(path));
  return missing.length === 0 && Object.keys(found).every(same);
}

process.exitCode = installed() ? 0 : 1;
