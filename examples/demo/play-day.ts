import { type Difference, judge } from './judge.js';
import { waitFor } from './patience.js';
import type { Scenario } from './scenario.js';
import { seeConversation } from './see-conversation.js';
import type { Stage } from './stage.js';

/** How long a scenario may take to end, from when it has been played. */
const PATIENCE_MS = 60_000;
/** The same for those that take a while. */
const EVENING_MS = 90_000;

/** Who tells the story while it is played. */
export interface Narrator {
  begins(scenario: Scenario, number: number): void;
  ended(scenario: Scenario): void;
}

/** Plays the scenarios one after another. @returns what did not end as it should, once all is quiet */
export async function playDay(stage: Stage, day: readonly Scenario[], narrator: Narrator): Promise<Difference[]> {
  for (const [index, scenario] of day.entries()) {
    narrator.begins(scenario, index + 1);
    await scenario.play(stage);
    if (scenario.later) continue;
    await waitFor(() => compare(stage, scenario).length === 0, PATIENCE_MS);
    narrator.ended(scenario);
  }
  for (const scenario of day.filter(({ later }) => later)) {
    await waitFor(() => compare(stage, scenario).length === 0, EVENING_MS);
    narrator.ended(scenario);
  }
  await stage.quiet();
  return day.flatMap((scenario) => compare(stage, scenario));
}

export function compare(stage: Stage, scenario: Scenario): Difference[] {
  return judge(
    scenario,
    scenario.ends.map(({ customer }) => seeConversation(stage, customer)),
  );
}
