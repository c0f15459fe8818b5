import { isDeepStrictEqual } from 'node:util';
import { secretPaths } from '../../contract/secret-paths.js';
import { type SettingsSchema, settingsSchema } from '../../contract/settings-schema.js';
import type { Bench } from './bench.js';
import { deepFrozen } from './deep-frozen.js';
import { longestText } from './promised-content.js';
import { type AdapterRule, broken, expect } from './rule.js';
import type { AdapterSubject } from './subject.js';

/** A key of this kind holds what nobody may see. */
const SECRET_KEY = /(secret|token|password|passphrase|private_?key|signing_?key|access_?key)$/i;

/** What a definition says of itself. */
export const definitionRules: AdapterRule[] = [
  {
    id: 'definition/secrets-are-marked',
    why: 'What is not marked as a secret is shown in forms, written to logs and kept in the clear.',
    remedy: 'Use `secret()` for it, or another name where it is none.',
    check({ definition }) {
      for (const schema of [definition.settings, definition.accountSettings]) {
        const marked = new Set(secretPaths(schema).map((path) => path.join('.')));
        for (const path of textPaths(settingsSchema(schema))) {
          const secret = !SECRET_KEY.test(path.at(-1)!) || marked.has(path.join('.'));
          expect(secret, `\`${path.join('.')}\` to be marked by \`secret()\``, 'it is not');
        }
      }
    },
  },
  {
    id: 'definition/misspelt-settings',
    why: 'A misspelt setting that is passed over in silence is noticed when messages are lost.',
    remedy: 'Use `z.strictObject` at every level.',
    skip: ({ accounts }) => (accounts?.[0].settings ? undefined : { give: '`accounts` with settings' }),
    check({ definition, subject }) {
      const written: [string, AdapterSubject['definition']['settings'], unknown][] = [
        ['settings', definition.settings, subject.settings ?? {}],
        ['accountSettings', definition.accountSettings, subject.accounts?.[0].settings],
      ];
      for (const [name, schema, value] of written) {
        for (const wrong of misspelt(value)) {
          expect(!schema.safeParse(wrong).success, `an unknown key in \`${name}\` to be refused`, 'it was taken');
        }
      }
    },
  },
  {
    id: 'definition/accounts-told-apart',
    why: 'Two accounts of one identity get each other’s messages, or none: an event must name exactly one.',
    remedy: 'Put into `identities` what the provider’s webhooks call this account and no other.',
    check({ definition, accounts }) {
      const [first, second] = accounts.map((account) => definition.identities(account));
      expect(
        first!.length > 0 && first!.every((one) => typeof one === 'string' && one !== ''),
        'an identity',
        'there is none',
      );
      // Some they may share on purpose: what names all numbers of one business.
      const own = [first!.filter((one) => !second!.includes(one)), second!.filter((one) => !first!.includes(one))];
      const apart = own.every((names) => names.length > 0);
      expect(apart, 'each account to have an identity of its own', `they are ${first!.join()} and ${second!.join()}`);
      expect(
        isDeepStrictEqual(first, definition.identities(accounts[0])),
        'the same identities each time',
        'they differ',
      );
    },
  },
  {
    id: 'definition/account-within-channel',
    why: 'HubSpot is told once what the channel can do; what an account can do beyond it is never offered.',
    remedy:
      'Declare in `capabilities` the most that any account can do, and take away in `capabilitiesFor`. Keep it pure.',
    skip: ({ definition }) => (definition.capabilitiesFor ? undefined : { without: 'there is no `capabilitiesFor`' }),
    check({ definition, accounts }) {
      for (const account of accounts.map(deepFrozen)) {
        const own = definition.capabilitiesFor!(account);
        expect(
          isDeepStrictEqual(own, definition.capabilitiesFor!(account)),
          'the same answer each time',
          'they differ',
        );
        const attachments = (of: typeof own) => of.hubspot.outgoingAttachmentTypes ?? [];
        const beyond =
          attachments(own).find((one) => !attachments(definition.capabilities).includes(one)) ??
          (own.content ?? []).find((one) => !(definition.capabilities.content ?? []).includes(one));
        expect(beyond === undefined, 'no more than the channel', `an account has ${beyond} as well`);
      }
    },
  },
  {
    id: 'definition/text-measure',
    why: 'Texts are cut where the measure says; one that jumps or forgets makes parts that the provider refuses.',
    remedy:
      'Let `encode` be pure, 0 for nothing, never less for a longer text; let a replacement be something it supports.',
    skip: ({ definition }) =>
      definition.capabilities.text.encode ? undefined : { without: 'there is no `text.encode`' },
    check(bench) {
      const { encode, unsupported } = bench.capabilities.text;
      if (!encode) return;
      const text = `${'heron ☂ '.repeat(20)}👨‍👩‍👧‍👦 ${'über '.repeat(20)}`;
      const units = Array.from({ length: text.length }, (_, end) => encode(text.slice(0, end)).units);
      expect(units[0] === 0, 'no units for no text', `there are ${units[0]}`);
      const ascii = Array.from({ length: 400 }, (_, length) => encode('a'.repeat(length)).units);
      const falls = ascii.findIndex((one, index) => index > 0 && !(one >= ascii[index - 1]!));
      expect(falls === -1, 'a longer text never to have fewer units', `at ${falls} characters it has`);
      expect(isDeepStrictEqual(encode(text), encode(text)), 'the same measure each time', 'they differ');
      expect(longestText(bench.capabilities).length > 0, 'a letter to fit into a part', 'none does');
      if (typeof unsupported !== 'object') return;
      const left = encode(unsupported.replaceWith).unsupported;
      expect(left.length === 0, '`replaceWith` to be supported', `it is not: ${left.join()}`);
    },
  },
  {
    id: 'settings/migrates-old',
    why: 'After an update every stored account is migrated: one that does not fit then can neither send nor receive.',
    remedy: 'Let `migrateSettings` give what `accountSettings` takes, without changing what it was given.',
    skip: ({ definition, oldSettings }) => {
      if (!definition.migrateSettings) return { without: 'there is no `migrateSettings`' };
      return oldSettings?.length ? undefined : { give: '`oldSettings`' };
    },
    check({ definition, subject }) {
      for (const { version, settings } of subject.oldSettings ?? []) {
        const old = deepFrozen(structuredClone(settings));
        const migrated = definition.migrateSettings!(old, version);
        const { success, error } = definition.accountSettings.safeParse(migrated);
        expect(success, `settings of version ${version} to fit after migration`, String(error?.issues[0]?.message));
        const again = definition.migrateSettings!(migrated, definition.settingsVersion);
        expect(isDeepStrictEqual(again, migrated), 'settings of this version to stay as they are', 'they were changed');
      }
    },
  },
  {
    id: 'settings/migration-of-garbage',
    why: 'A row that somebody has edited by hand must not take down the start of everybody else.',
    remedy: 'Check what is stored before you touch it; throw an Error without values for what is no settings at all.',
    skip: ({ definition }) => (definition.migrateSettings ? undefined : { without: 'there is no `migrateSettings`' }),
    check(bench) {
      for (const garbage of [null, 7, 'x', [], {}, [{}], { token: null }, { token: { nested: 'canary-value' } }]) {
        migrateGarbage(bench, garbage as never);
      }
    },
  },
];

function migrateGarbage({ definition }: Bench, garbage: never): void {
  try {
    definition.migrateSettings!(garbage, 1);
  } catch (error) {
    const clear =
      error instanceof Error && !(error.message.startsWith('Cannot ') || error.message.includes('is not a'));
    if (!clear) broken('a clear Error, or none, for stored garbage', `it threw ${String(error)}`);
    expect(!error.message.includes('canary-value'), 'an error that quotes no value', error.message);
  }
}

/** The value with a key too many, at each level. */
function* misspelt(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  yield { ...value, misspeltByTheKit: true };
  for (const [key, member] of Object.entries(value)) {
    for (const wrong of misspelt(member)) yield { ...value, [key]: wrong };
  }
}

function* textPaths(schema: SettingsSchema, path: string[] = []): Generator<string[]> {
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const isText = child.type === 'string' || child.type === 'array' || child.anyOf !== undefined;
    if (isText) yield [...path, key];
    yield* textPaths(child, [...path, key]);
  }
  for (const choice of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* textPaths(choice, path);
}
