import { describe, expect, it } from '@jest/globals';
import { parseWhere, WHERE_KEYS } from '../../../../src/cli/options/where-filter.js';

const NOW = Date.UTC(2026, 4, 4, 12);

describe('a filter', () => {
  it('is made of key=value pairs', () => {
    expect(parseWhere('adapter-version=1.2.0  class=timeout since=2h', NOW)).toEqual({
      adapterVersion: '1.2.0',
      class: 'timeout',
      sinceMs: NOW - 2 * 3_600_000,
    });
    expect(parseWhere(' code="E 12" state=failed until=2026-05-04 ', NOW)).toEqual({
      code: 'E 12',
      state: 'failed',
      untilMs: Date.UTC(2026, 4, 4),
    });
    expect(
      parseWhere('message=main/62515/m1 app=main portal=62515 channel=chat account=line adapter=line', NOW),
    ).toEqual({
      message: 'main/62515/m1',
      app: 'main',
      portal: '62515',
      channel: 'chat',
      account: 'line',
      adapter: 'line',
    });
    expect(parseWhere('framework-version=0.1.0', NOW)).toEqual({ frameworkVersion: '0.1.0' });
  });

  it.each([
    ['', `--where: is empty: name what the messages have in common, by ${WHERE_KEYS.join(', ')}`],
    ['acount=line', '--where: there is no key "acount"; did you mean "account"?'],
    ['colour=red', `--where: there is no key "colour"; there are ${WHERE_KEYS.join(', ')}`],
    ['toString=1', '--where: there is no key "toString"'],
    ['class=time-out', '--where: class: there is no "time-out"; did you mean "timeout"?'],
    ['class=provider-error', '--where: class: there is no "provider-error"; there are recipient-invalid, '],
    ['state=send', '--where: state: there is no "send"; did you mean "sent"?'],
    ['portal', '--where: "portal": write key=value'],
    ['portal=', '--where: "portal=": write key=value'],
    ['portal=1 or class=timeout', '--where: "or class=timeout": write key=value'],
    ['portal=1 portal=2', '--where: "portal" stands there twice'],
    ['code="1', '--where: "code="1": write key=value'],
    ['since=yesterday', '--where: since yesterday: write a duration such as 2h, or a date'],
    ['since=1h until=2h', '--where: nothing is created after `since` and before `until`'],
  ])('that reads %j is refused', (text, said) => {
    expect(() => parseWhere(text, NOW)).toThrow(said);
  });
});
