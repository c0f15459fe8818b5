import { expect, it } from '@jest/globals';
import { parseByteSize } from '../../../src/config/byte-size.js';
import { closestWord } from '../../../src/config/closest-word.js';
import { parseDuration } from '../../../src/config/duration.js';

it.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['15m', 900_000],
  ['24h', 86_400_000],
  ['14d', 1_209_600_000],
  ['0s', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['10', '10 s', '1.5h', '-1s', '1w', 's', '', '10S', '9999999999s'])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it.each([
  ['512B', 512],
  ['64KB', 64_000],
  ['25MB', 25_000_000],
  ['1GB', 1_000_000_000],
])('%s is %d bytes', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});

it.each(['25', '25mb', '25 MB', '1.5MB', '1TB'])('"%s" is no size', (text) => {
  expect(parseByteSize(text)).toBeUndefined();
});

it.each([
  ['recieptDeadline', 'receiptDeadline'],
  ['sentwhen', 'sentWhen'],
  ['clientSecret', 'clientSecrets'],
])('%s probably meant %s', (given, meant) => {
  expect(closestWord(given, ['receiptDeadline', 'sentWhen', 'clientSecrets', 'onMissingReceipt'])).toBe(meant);
});

it.each(['colour', 'x'])('%s meant nothing that is known', (given) => {
  expect(closestWord(given, ['receiptDeadline', 'sentWhen', 'ab'])).toBeUndefined();
});
