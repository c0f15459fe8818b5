/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested */
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { configJsonSchema } from '../../../src/config/config-json-schema.js';

const validate = new Ajv2020({ strict: false }).compile(configJsonSchema());
const app = { appId: 4711, clientId: 'c', clientSecrets: ['${SECRET}'] };

describe('the schema for editors', () => {
  it('accepts what may be written, references among it', () => {
    const written = {
      publicUrl: '${URL}',
      encryptionKeys: ['${KEY}'],
      listen: { port: '${PORT}' },
      retention: { states: '${STATES}' },
      apps: { main: { ...app, quota: { per: '10s' } } },
    };
    expect(validate(written) ? [] : validate.errors).toEqual([]);
  });

  it.each<[string, object]>([
    ['an unknown key', { apps: { main: app }, colour: 1 }],
    ['a duration without unit', { apps: { main: app }, retention: { states: '14' } }],
    ['an app without id', { apps: { main: { ...app, appId: undefined } } }],
    ['a name that fits no URL', { apps: { 'a b': app } }],
  ])('refuses %s', (_, more) => {
    expect(validate({ publicUrl: 'https://a.example', encryptionKeys: ['${KEY}'], ...more })).toBe(false);
  });

  it('holds no word of ours that editors do not know', () => {
    expect(JSON.stringify(configJsonSchema())).not.toMatch(/"(remedy|secret)":/);
  });
});
