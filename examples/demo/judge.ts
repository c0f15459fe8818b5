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
    const found = seen[index];
    const threads = compare(
      hubspot.map(inWords),
      (found?.hubspot ?? []).map((line, at) => foundInWords(line, hubspot[at])),
    );
    const phones = compare(phone, found?.phone ?? []);
    return [
      { scenario: title, where: `HubSpot’s thread with ${name}`, lines: threads },
      { scenario: title, where: `what ${name} got`, lines: phones },
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

function inWords({ by, text, shows, reached, says }: ThreadLine): string {
  const more = [...(reached === undefined ? [] : [reached]), ...(says === undefined ? [] : [`“${says}”`])];
  return `${by}: ${text} → ${[shows, ...more].join(', ')}`;
}

/** Only what the script speaks of counts; of a sentence it names a part. */
function foundInWords({ reached, says, ...line }: ThreadLine, scripted: ThreadLine | undefined): string {
  const sentence = scripted?.says !== undefined && says?.includes(scripted.says) ? scripted.says : says;
  return inWords({
    ...line,
    ...(scripted?.reached === undefined || reached === undefined ? {} : { reached }),
    ...((scripted?.says === undefined && line.shows !== 'FAILED') || sentence === undefined ? {} : { says: sentence }),
  });
}
