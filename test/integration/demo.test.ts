import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { smsCustomer } from '../../examples/demo/customer.js';
import { type Difference, judge } from '../../examples/demo/judge.js';
import { verdict } from '../../examples/demo/narrate.js';
import { agent, customer, type Ending } from '../../examples/demo/scenario.js';
import { DAY } from '../../examples/demo/scenarios/index.js';

const MAIN = fileURLToPath(new URL('../../examples/demo/main.js', import.meta.url));
/** Some thirteen seconds on a quiet machine. */
const DEMO_MS = 180_000;

interface Ended {
  code: number | string;
  output: string;
}

function runDemo(): Promise<Ended> {
  const args = ['--disable-warning=ExperimentalWarning', MAIN, '--exit'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: DEMO_MS, killSignal: 'SIGTERM' }, (error, output, errors) =>
      resolve({ code: error?.code ?? 0, output: output + errors }),
    );
  });
}

describe('npm run demo -- --exit', () => {
  it(
    'plays the day, shows it on 100 columns, and ends with 0 since all went as scripted',
    async () => {
      const { code, output } = await runDemo();
      // What differs from the script says more than the code.
      const [, end = output.slice(-2_000)] = /(Not as the script says.*)/s.exec(output) ?? [];
      expect({ code, end: code === 0 ? 'as scripted' : end }).toEqual({ code: 0, end: 'as scripted' });
      expect(output.trimEnd()).toMatch(/All 32 messages ended as the script says\.$/);
      expect(output).toContain('POST HubSpot /oauth/authorize 303 → GET connector /oauth/main/callback 303 →');
      expect(output).toContain('POST connector /connect/support-sms 303');
      for (const { title } of DAY) expect(output).toContain(title);
      expect(output).toMatch(/│ 2 +│ us → Ben, +│ Your parcel is at the +│ READ +│ +[\d.]+ s +│ +[\d.]+ s +│ 1 +│/);
      expect(output.split('\n').filter((line) => line.length > 100)).toEqual([]);
    },
    DEMO_MS + 10_000,
  );
});

describe('the judge', () => {
  const anna = smsCustomer('Anna', '+15550101');
  const script = {
    title: 'An SMS is delivered',
    ends: [
      {
        customer: anna,
        hubspot: [customer('Hello?'), agent('Hello!', 'FAILED', { reached: 'failed', says: 'not valid' })],
        phone: ['One', 'Two'],
      },
    ],
  };
  const asScripted: Ending = {
    customer: anna,
    hubspot: [customer('Hello?'), agent('Hello!', 'FAILED', { reached: 'failed', says: 'The number is not valid.' })],
    phone: ['One', 'Two'],
  };
  const linesOf = (differences: Difference[]) => differences.flatMap(({ lines }) => lines);
  const judged = (change: Partial<Ending>) => judge(script, [{ ...asScripted, ...change }]);

  it('finds nothing where all ended as scripted', () => {
    expect(judged({})).toEqual([]);
  });

  it('sees what came twice, out of order, or never', () => {
    expect(linesOf(judged({ phone: ['One', 'One', 'Two'] }))).toEqual(['  One', '- Two', '+ One', '+ Two']);
    expect(linesOf(judged({ phone: ['Two', 'One'] }))).toEqual(['- One', '+ Two', '- Two', '+ One']);
    expect(linesOf(judged({ phone: ['One'] }))).toEqual(['  One', '- Two']);
  });

  it('sees another status, another reason and another way', () => {
    const ended = (line: Ending['hubspot'][number]) => linesOf(judged({ hubspot: [customer('Hello?'), line] }));
    expect(ended(agent('Hello!', 'READ', { reached: 'read' }))).toContain('+ agent: Hello! → READ, read');
    expect(ended(agent('Hello!', 'FAILED', { reached: 'failed', says: 'Too long.' }))).toContain(
      '+ agent: Hello! → FAILED, failed, “Too long.”',
    );
    expect(ended(agent('Hello!', 'FAILED', { says: 'not valid' }))).toContain('+ agent: Hello! → FAILED, “not valid”');
  });

  it('does not take the SENT of birth for one that HubSpot was told', () => {
    const { told: _never, ...born } = agent('Hello!', 'SENT');
    const delivered = { ...script, ends: [{ customer: anna, hubspot: [agent('Hello!', 'SENT')], phone: [] }] };
    expect(linesOf(judge(delivered, [{ customer: anna, hubspot: [born], phone: [] }]))).toEqual([
      '- agent: Hello! → SENT',
      '+ agent: Hello! → SENT, HubSpot was told nothing',
    ]);
  });

  it('says where it was', () => {
    const differences = judged({ phone: [] });
    expect(verdict(DAY, differences)).toBe(
      'Not as the script says ( - scripted, + found ):\n\n✗ An SMS is delivered: what Anna got\n    - One\n    - Two\n',
    );
  });
});
