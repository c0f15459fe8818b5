import type { Ending, Scenario, ThreadLine } from './scenario.js';

/** What is not as the script says: where, and both versions side by side. */
export interface Difference {
  scenario: string;
  /** E.g. `HubSpot’s thread with Anna`. */
  where: string;
  /** `-` stands in the script, `+` is what was found. */
  lines: string[];
}

/** How a scenario ended, compared with its script. @param seen in the order of the script's endings */
export function judge({ title, ends }: Pick<Scenario, 'title' | 'ends'>, seen: Ending[]): Difference[] {
  return ends.flatMap(({ customer: { name }, hubspot, phone }, index) => {
    const found = seen[index] ?? { hubspot: [], phone: [] };
    const thread = found.hubspot.map((line, at) => inWords(asScripted(line, hubspot[at])));
    return [
      { scenario: title, where: `HubSpot’s thread with ${name}`, lines: compare(hubspot.map(inWords), thread) },
      { scenario: title, where: `what ${name} got`, lines: compare(phone, found.phone) },
    ].filter(({ lines }) => lines.length > 0);
  });
}

/** Nothing when both are the same. */
function compare(scripted: string[], found: string[]): string[] {
  if (scripted.length === found.length && scripted.every((line, index) => line === found[index])) return [];
  const length = Math.max(scripted.length, found.length);
  return Array.from({ length }, (_, index) => {
    const [wanted, got] = [scripted[index], found[index]];
    if (wanted === got) return [`  ${wanted}`];
    return [...(wanted === undefined ? [] : [`- ${wanted}`]), ...(got === undefined ? [] : [`+ ${got}`])];
  }).flat();
}

function inWords({ by, text, shows, told, reached, says }: ThreadLine): string {
  const status = by === 'agent' && told !== shows ? [shows, `HubSpot was told ${told ?? 'nothing'}`] : [shows];
  const more = [...(reached === undefined ? [] : [reached]), ...(says === undefined ? [] : [`“${says}”`])];
  return `${by}: ${text} → ${[...status, ...more].join(', ')}`;
}

/** What was found, of which only that counts of which the script speaks; of a sentence the script names a part. */
function asScripted({ reached, says, ...found }: ThreadLine, scripted: ThreadLine | undefined): ThreadLine {
  const sentence = scripted?.says !== undefined && says?.includes(scripted.says) ? scripted.says : says;
  return {
    ...found,
    ...(scripted?.reached === undefined || reached === undefined ? {} : { reached }),
    ...(sentence === undefined ? {} : { says: sentence }),
  };
}
