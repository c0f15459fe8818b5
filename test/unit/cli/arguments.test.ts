import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../../src/cli/exit-code.js';
import { main } from '../../../src/cli/main.js';
import { monthOf, timeOf } from '../../../src/cli/options/times.js';
import { createProgram } from '../../../src/cli/program.js';
import { FRAMEWORK_VERSION } from '../../../src/policy/framework-version.js';
import { CommandIo } from '../../fixtures/command-io.js';

async function call(...argv: string[]) {
  const io = new CommandIo();
  const code = await main(argv, { io });
  return { code, out: io.stdout, err: io.stderr };
}

describe('the command line', () => {
  it('shows its version and its help', async () => {
    expect(await call('--version')).toEqual({ code: EXIT.ok, out: `${FRAMEWORK_VERSION}\n`, err: '' });
    const help = await call('help', 'channels', 'sync');
    expect(help).toMatchObject({ code: EXIT.ok, err: '', out: expect.stringContaining('--dry-run') });
    expect((await call('help')).out).toContain('channels');
    expect(await call('help', 'channels', 'sink')).toMatchObject({ code: EXIT.usage });
    expect((await call('channels', 'sync', '--help')).out).toContain('--dry-run');
  });

  it.each([
    [[], 'no command is named'],
    [['channels'], 'no command is named'],
    [['rnu'], "unknown command 'rnu' (Did you mean run?)"],
    [['run', '--prot', '1'], "unknown option '--prot'"],
    [['messages', 'show'], "missing required argument 'id'"],
    [['gates', 'open', 'a', 'b'], 'too many arguments'],
    [['emulator', '--port', 'x'], 'Write a whole number. See'],
    [['emulator', '--port', '65536'], 'The highest port is 65535. See'],
    [['messages', 'find', '--limit', '-3'], 'Write a whole number.'],
  ])('refuses %j in one line', async (argv, said) => {
    const { code, out, err } = await call(...argv);
    expect({ code, out }).toEqual({ code: EXIT.usage, out: '' });
    expect(err).toContain(said);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it('refuses in JSON where JSON is asked for', async () => {
    const { code, out, err } = await call('rnu', '--json');
    expect({ code, err }).toEqual({ code: EXIT.usage, err: '' });
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'CW_USAGE' } });
  });

  it('takes the common options before and after the command', async () => {
    const seen: unknown[] = [];
    const parse = async (...argv: string[]) => {
      const program = createProgram({ out: () => undefined, err: () => undefined }, async (options) => {
        seen.push([options.config, options.json]);
      });
      await program.parseAsync(argv, { from: 'user' });
    };
    await parse('--config', 'a.yaml', '--json', 'gates', 'list');
    await parse('gates', 'list', '-c', 'a.yaml', '--json');
    await parse('gates', 'list');
    expect(seen).toEqual([
      ['a.yaml', true],
      ['a.yaml', true],
      ['channelwright.yaml', undefined],
    ]);
  });
});

describe('a time', () => {
  const now = Date.UTC(2026, 4, 4, 12);

  it('is a duration before now, or a date', () => {
    expect(timeOf('--since', '2h', now)).toBe(Date.UTC(2026, 4, 4, 10));
    expect(timeOf('--since', '2026-05-01', now)).toBe(Date.UTC(2026, 4, 1));
    expect(timeOf('--since', '2026-05-01T10:00:00Z', now)).toBe(Date.UTC(2026, 4, 1, 10));
  });

  it.each(['yesterday', '2 hours', '12', '2026-99-01'])('is not %s', (since) => {
    expect(() => timeOf('--since', since, now)).toThrow(/--since .+: write a duration/);
  });
});

describe('a month', () => {
  it('is one of the calendar, in UTC', () => {
    expect(monthOf('--month', '2026-12')).toEqual({ fromMs: Date.UTC(2026, 11), untilMs: Date.UTC(2027, 0) });
  });

  it.each(['2026', '2026-13', '2026-00', 'May', '2026-5'])('is not %s', (month) => {
    expect(() => monthOf('--month', month)).toThrow(/--month .+: write a year and a month, such as 2026-05/);
  });
});
