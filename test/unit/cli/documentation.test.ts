import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { EXIT } from '../../../src/cli/exit-code.js';
import { createProgram } from '../../../src/cli/program.js';

const PAGE = readFileSync('docs/reference/cli.md', 'utf8');
const program = createProgram({ out: () => undefined, err: () => undefined }, async () => undefined);

interface Documented {
  name: string;
  options: { flags: string; default: string }[];
}

/** Commands that do something, with their full names and arguments. */
function declared(command: Command, above = ''): Documented[] {
  return command.commands
    .filter((each) => each.name() !== 'help')
    .flatMap((each) => {
      const name = `${above}${each.name()}`;
      if (each.commands.length > 0) return declared(each, `${name} `);
      const given = each.registeredArguments.map((argument) => {
        const word = `${argument.name()}${argument.variadic ? '...' : ''}`;
        return argument.required ? ` <${word}>` : ` [${word}]`;
      });
      return [{ name: name + given.join(''), options: optionsOf(each) }];
    });
}

function optionsOf(command: Command): Documented['options'] {
  return command.options
    .filter(({ flags }) => flags !== '-V, --version')
    .map(({ flags, defaultValue }) => ({ flags, default: defaultValue === undefined ? '' : String(defaultValue) }));
}

function documented(page: string): Documented[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [, name = ''] = /^`(.+)`$/m.exec(section) ?? [];
      return { name, options: rowsOf(section.split(/^## /m)[0]!) };
    });
}

/** Rows of a table of options. A default in words says what happens, and is none of commander's. */
function rowsOf(section: string): Documented['options'] {
  return [...section.matchAll(/^\| `(-.+?)` \| (.*?) ?\|/gm)].map(([, flags = '', value = '']) => ({
    flags,
    default: /^`(.+)`$/.exec(value)?.[1] ?? '',
  }));
}

describe('docs/reference/cli.md', () => {
  it('lists every command with its arguments, options and defaults, and nothing else', () => {
    const byName = (a: Documented, b: Documented) => a.name.localeCompare(b.name);
    expect(documented(PAGE).sort(byName)).toEqual(declared(program).sort(byName));
  });

  it('lists the common options', () => {
    expect(rowsOf(PAGE.split(/^## /m)[0]!)).toEqual(optionsOf(program));
  });

  it('lists every exit code', () => {
    const codes = [...PAGE.matchAll(/^\| `(\d+)` \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });
});
