import { medians } from './statistics.js';

/** As {@link allRounds}: the medians of each. */
export async function alternate<Figures extends Record<string, number>>(
  rounds: number,
  variants: Readonly<Record<string, () => Promise<Figures>>>,
): Promise<Record<string, Figures>> {
  const seen = await allRounds(rounds, variants);
  return Object.fromEntries(Object.entries(seen).map(([name, each]) => [name, medians(each)]));
}

/**
 * Measures variants in turns, each round beginning with another one, so that what the machine does besides falls on all of
 * them. Answers what each round gave, by variant.
 */
export async function allRounds<Figures extends Record<string, number>>(
  rounds: number,
  variants: Readonly<Record<string, () => Promise<Figures>>>,
): Promise<Record<string, Figures[]>> {
  const names = Object.keys(variants);
  const seen = new Map<string, Figures[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length]!;
      seen.get(name)!.push(await variants[name]!());
    }
  }
  return Object.fromEntries(seen);
}
