import { secretPaths } from '../../contract/secret-paths.js';
import type { Bench } from './bench.js';
import type { ProviderRequest } from './provider-answer.js';
import { CANARY_TEXT } from './send-try.js';

/** Something that must not be found in logs, errors and reasons. */
export interface Needle {
  what: string;
  text: string;
}

/** Shorter secrets are found everywhere by chance. */
const SHORTEST = 8;

/** Every secret of the settings, as they are and as headers and URLs write them. */
export function secretNeedles(bench: Bench): Needle[] {
  const { definition, settings, accounts } = bench;
  const places: [where: string, schema: BenchSchema, value: unknown][] = [
    ['settings', definition.settings, settings],
    ...accounts.map(({ settings: own }): [string, BenchSchema, unknown] => [
      'accountSettings',
      definition.accountSettings,
      own,
    ]),
  ];
  const secrets = places.flatMap(([where, schema, value]) =>
    secretPaths(schema).flatMap((path) =>
      textsAt(value, path).map((text) => ({ what: `the secret \`${where}.${path.join('.')}\``, text })),
    ),
  );
  return secrets.filter(({ text }) => text.length >= SHORTEST).flatMap(spellings);
}

/** What a customer or an agent wrote, and who they are. */
export function personalNeedles({ subject: { peer } }: Bench): Needle[] {
  const personal = [
    { what: 'the text of the message', text: CANARY_TEXT },
    { what: 'the address of the peer', text: peer.value.replace(/^\+/, '') },
  ];
  return personal.filter(({ text }) => text.length >= SHORTEST).flatMap(spellings);
}

/** Secrets as they travelled: logins are often made of several settings. */
export function loginNeedles(requests: readonly ProviderRequest[]): Needle[] {
  return requests.flatMap(({ headers: { authorization } }) => {
    const credentials = authorization?.split(' ').at(-1) ?? '';
    return credentials.length >= SHORTEST ? [{ what: 'the Authorization header', text: credentials }] : [];
  });
}

/** The first of the needles that a text holds. */
export function found(needles: Needle[], text: string): Needle | undefined {
  return needles.find((needle) => text.includes(needle.text));
}

type BenchSchema = Bench['definition']['settings'];

function spellings({ what, text }: Needle): Needle[] {
  const base64 = Buffer.from(text).toString('base64').replace(/=+$/, '');
  return [...new Set([text, encodeURIComponent(text), base64])].map((spelt) => ({ what, text: spelt }));
}

function textsAt(value: unknown, [step, ...rest]: readonly string[]): string[] {
  if (step === undefined) return [value].flat().filter((text) => typeof text === 'string');
  if (typeof value !== 'object' || value === null) return [];
  const members = step === '*' ? Object.values(value) : [(value as Record<string, unknown>)[step]];
  return members.flatMap((member) => textsAt(member, rest));
}
