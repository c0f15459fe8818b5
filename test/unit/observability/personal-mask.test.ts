import { describe, expect, it } from '@jest/globals';
import { PersonalMask } from '../../../src/observability/personal-mask.js';
import { Redactor } from '../../../src/observability/redactor.js';

const KEY = new Uint8Array(32).fill(3);
const MARK = /person-[0-9a-f]{8}/;
const masked = (fields: Record<string, unknown>, known: readonly string[] = []) =>
  JSON.stringify(new Redactor(new PersonalMask(KEY)).fields(fields, known));

describe('what names people', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['a number in a field of that kind', { to: '+15550199' }, '5550199'],
    ['a number without its plus', { wa_id: '15550199777' }, '15550199777'],
    ['a number that is a number', { chatId: 815550199 }, '815550199'],
    ['a number in a list', { recipients: ['15550199777'] }, '15550199777'],
    ['an e-mail address anywhere', { note: 'wrote ann.lee@mail.example today' }, 'ann.lee'],
    ['a number with its plus anywhere', { url: 'https://a.example/x?y=+1 (555) 019-9777' }, '019-9777'],
    ['a number in a URL', { url: 'https://a.example/?To=%2B15550199777' }, '5550199777'],
    ['a bare number in somebody’s words', { detail: 'no WhatsApp user 15550199777 here' }, '15550199777'],
    ['a bare number in an error', { error: new Error('no user 15550199777') }, '15550199777'],
    ['an address as the contract has it', { who: { type: 'X', value: 'U4af4980629', name: 'Ann' } }, 'U4af4980629'],
    ['a name beside its address', { who: { type: 'X', value: 'U4af4980629', name: 'Ann' } }, 'Ann'],
    ['a name in a field of that kind', { profile: { display_name: 'Ann' } }, 'Ann'],
  ])('is marked: %s', (_, fields, canary) => {
    expect(masked(fields)).not.toContain(canary);
  });

  it('is marked wherever it occurs, where it is known whom a line is about', () => {
    const line = masked({ note: 'sent to U77 alias Ann Lee', inner: [{ deep: 'for U77' }] }, ['U77', 'Ann Lee']);
    expect(line).not.toMatch(/U77|Ann Lee/);
  });

  it('has the same mark however it is written, and another one by another key', () => {
    const mark = (text: string, key = KEY) => MARK.exec(new PersonalMask(key).text(text, 'detail', []))?.[0];
    expect(mark('whatsapp:+15550199777')).toBe(mark('+1 555 019 9777'));
    expect(mark('15550199777')).toBe(mark('%2B15550199777'));
    expect(mark('+15550199777', new Uint8Array(32))).not.toBe(mark('+15550199777'));
  });

  it('stays as it is where personal data is asked for', () => {
    expect(new Redactor().fields({ to: '+15550199777' }, ['+15550199777'])).toEqual({ to: '+15550199777' });
  });
});

describe('what does not', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'ids of HubSpot',
      { portal: '62515000', message: 'main/62515000/8d8849ab0a2b4ee0a4ed0b6f8f2d2c8c', thread: 9876543210 },
    ],
    ['times', { untilMs: 1_777_887_000_000, at: '2026-05-04T09:30:00.000Z' }],
    ['words in a field that may hold an address', { from: 'released', to: 'sent' }],
    ['names of things', { name: 'support-sms', channel: 'support-sms' }],
    ['versions and hosts', { url: 'https://api.example.com/2026-03/x', version: '1.2.3' }],
  ])('is left alone: %s', (_, fields) => {
    expect(masked(fields)).toBe(JSON.stringify(fields));
  });
});
