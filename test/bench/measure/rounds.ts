import { medians } from './statistics.js';

/**
 * Measures variants in turns, each round beginning with another one, so that what the machine does besides falls on all of
 * them. Answers the medians of each.
 */
export async function alternate<Figures extends Record<string, number>>(
  rounds: number,
  variants: Readonly<Record<string, () => Promise<Figures>>>,
): Promise<Record<string, Figures>> {
  const names = Object.keys(variants);
  const seen = new Map<string, Figures[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length]!;
      seen.get(name)!.push(await variants[name]!());
    }
  }
  return Object.fromEntries(names.map((name) => [name, medians(seen.get(name)!)]));
}
