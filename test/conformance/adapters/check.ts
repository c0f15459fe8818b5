import { describe, expect, it } from '@jest/globals';
import { type AdapterSubject, adapterConformance } from 'channelwright/testing';

/**
 * Runs every rule over an adapter.
 *
 * @param unchecked ids of the rules for which this subject gives nothing on purpose, or whole groups of them (`webhook/`)
 */
export function checkAdapter<S, A>(name: string, subject: AdapterSubject<S, A>, unchecked: string[] = []): void {
  const { cases, skipped } = adapterConformance(subject);
  describe(`${name} keeps the rules of an adapter`, () => {
    it.each(cases().map(({ id, why, run }) => [id, why, run] as const))('%s: %s', (_id, _why, run) => run());

    it('and gives what is needed to check them', () => {
      const missing = skipped().flatMap(({ id, because }) => (because === 'give' ? [id] : []));
      const onPurpose = (id: string) => unchecked.some((one) => (one.endsWith('/') ? id.startsWith(one) : id === one));
      expect(missing.filter((id) => !onPurpose(id))).toEqual([]);
    });
  });
}
