import Sequencer from '@jest/test-sequencer';

/**
 * Those that take longest: begun last, they would end alone. The first two mostly wait, and so does `bad-adapters`: others that
 * keep a core busy stand between them.
 */
const LONG = [
  'crash/fleet',
  'crash/crash',
  'package/package',
  'integration/cli-operate',
  'adapter-conformance/bad-adapters',
  'package/scaffold',
  'integration/fleet-outages',
  'integration/connect-attacks',
  'integration/cli-check',
  'integration/cli-corrections',
  'integration/cli-run',
  'webhook/test/conformance',
  'integration/media-memory',
  'conformance/store/postgres',
  'integration/fleet',
  'adapter-conformance/rules',
  'twilio/test/conformance',
  'conformance/store/sqlite',
  'integration/connect',
  'integration/cli-doctor',
  'integration/telegram',
  'integration/demo',
  'integration/media-links',
  'store/postgres/query-plans',
  'model/pipeline',
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
