import { describe, expect, it } from '@jest/globals';
import line from '../../../../adapters/line/index.js';
import telegram from '../../../../adapters/telegram/index.js';
import twilio from '../../../../adapters/twilio/index.js';
import webhook from '../../../../adapters/webhook/index.js';
import whatsapp from '../../../../adapters/whatsapp/index.js';
import type { AdapterDefinition } from '../../../../src/contract/adapter-definition.js';
import { CONNECT_TEXTS_EN } from '../../../../src/onboarding/connect/connect-texts-en.js';
import { CONNECT_TEXTS_JA } from '../../../../src/onboarding/connect/connect-texts-ja.js';
import { filledForm } from '../../../../src/onboarding/connect/filled-form.js';
import { fieldsOf, unshownOf } from '../../../../src/onboarding/connect/form-field.js';
import { formOfSchema } from '../../../../src/onboarding/connect/form-of-schema.js';

const ADAPTERS = [line, telegram, twilio, webhook, whatsapp] as unknown as AdapterDefinition[];
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9faf]/;

describe.each(ADAPTERS.map((adapter) => [adapter.name, adapter] as const))('the form of %s', (_, adapter) => {
  it('has a field for every setting that is not the operator’s, in English and in Japanese', () => {
    const [english, japanese] = (['en', 'ja'] as const).map((one) => formOfSchema(adapter.accountSettings, one));
    // A business account that nobody has shown to be theirs: its webhooks would come to whoever typed its id.
    const own = adapter.name === 'whatsapp' ? [['wabaId']] : [];
    expect(unshownOf(english!).map(({ path }) => path)).toEqual(own);
    expect(fieldsOf(english!).every(({ title, help }) => !JAPANESE.test(`${title}${help}`))).toBe(true);
    for (const { help } of fieldsOf(japanese!)) expect(help).toMatch(JAPANESE);
  });
});

describe('what is wrong with a form', () => {
  const fill = (fields: Record<string, string>, texts = CONNECT_TEXTS_EN) => {
    const items = formOfSchema(twilio.accountSettings, texts === CONNECT_TEXTS_EN ? 'en' : 'ja');
    const definition = twilio as unknown as AdapterDefinition;
    return filledForm({ definition }, { items, typedAddress: [] }, new URLSearchParams(fields), texts);
  };

  it('is said in the titles that the reader sees', () => {
    const login = { 'settings.accountSid': `AC${'0'.repeat(32)}`, 'settings.authToken': 'a-secret-token' };
    expect(Object.fromEntries(fill(login).errors)).toEqual({
      'settings.from': 'Give “Sender” or “Messaging service SID”.',
    });
    expect(Object.fromEntries(fill(login, CONNECT_TEXTS_JA).errors)['settings.from']).toContain('“送信元”');
  });

  it('is said all at once, and in simple words where nothing was filled in', () => {
    expect(Object.fromEntries(fill({ 'settings.accountSid': 'AC1', accountName: 'x'.repeat(101) }).errors)).toEqual({
      accountName: 'This is too long.',
      'settings.accountSid': 'Must be AC and 32 hexadecimal digits.',
      'settings.authToken': 'Fill this in.',
    });
  });
});
