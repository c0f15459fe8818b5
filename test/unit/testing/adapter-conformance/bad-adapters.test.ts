import { afterAll, describe, expect, it } from '@jest/globals';
import { adapterConformance } from 'channelwright/testing';
import { ADAPTER_RULES } from '../../../../src/testing/adapter-conformance/rules.js';
import { courierSubject } from './courier-subject.js';
import type { FlawTable } from './flaws/flawed.js';
import { lifeFlaws } from './flaws/of-lives.js';
import { outcomeFlaws } from './flaws/of-outcomes.js';
import { leftTimers, questionFlaws } from './flaws/of-questions.js';
import { secretFlaws, settingsFlaws } from './flaws/of-secrets-and-settings.js';
import { sendFlaws } from './flaws/of-sends.js';
import { webhookFlaws } from './flaws/of-webhooks.js';

/** These run a whole connector: the adapters that break one cannot help breaking others. */
const RUNS_A_CONNECTOR = new Set(Object.keys(lifeFlaws));

const flaws: FlawTable = {
  ...outcomeFlaws,
  ...sendFlaws,
  ...secretFlaws,
  ...settingsFlaws,
  ...webhookFlaws,
  ...questionFlaws,
  ...lifeFlaws,
};
const groupOf = (id: string) => id.split('/')[0];

describe('A bad adapter', () => {
  afterAll(() => {
    for (const timer of leftTimers) clearInterval(timer);
  });

  it('is there for every rule', () => {
    expect(Object.keys(flaws).sort()).toEqual(ADAPTER_RULES.map(({ id }) => id).sort());
  });

  it.each(Object.entries(flaws))('breaks %s', async (id, { flaw, alsoBreaks = [] }) => {
    const near = adapterConformance(courierSubject(flaw))
      .cases()
      .filter((one) => (RUNS_A_CONNECTOR.has(id) ? one.id === id : isNear(one.id, id)));
    const broken = new Map<string, string>();
    for (const one of near) await one.run().catch((error: Error) => broken.set(one.id, error.message));
    expect([...broken.keys()].sort()).toEqual([id, ...alsoBreaks].sort());
    const { why, remedy } = near.find((one) => one.id === id)!;
    for (const words of [`courier breaks ${id}`, why, remedy]) expect(broken.get(id)).toContain(words);
  });
});

/** Rules of the same group are tried too: an adapter that breaks one keeps the others. */
function isNear(id: string, broken: string): boolean {
  return groupOf(id) === groupOf(broken) && !RUNS_A_CONNECTOR.has(id);
}
