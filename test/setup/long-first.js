import Sequencer from '@jest/test-sequencer';

/** Those that take longest, most of it waiting: begun last, they would end alone. */
const LONG = [
  'crash/fleet',
  'adapter-conformance/bad-adapters',
  'crash/crash',
  'package/scaffold',
  'integration/media-memory',
  'integration/fleet-outages',
  'integration/fleet',
  'package/package',
  'integration/cli-doctor',
  'integration/demo',
  'integration/cli-operate',
  'adapter-conformance/rules',
  'conformance/store/postgres',
  'integration/hands-on',
];

/** The long ones first; the others as jest would have them. */
export default class LongFirst extends Sequencer {
  sort(tests) {
    const rank = (path) => {
      const at = LONG.findIndex((name) => path.endsWith(`${name}.test.js`));
      return at < 0 ? LONG.length : at;
    };
    return super.sort(tests).toSorted((one, other) => rank(one.path) - rank(other.path));
  }
}
