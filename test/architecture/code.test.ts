import { describe, expect, it } from '@jest/globals';
import { foldersIn } from './repository.js';
import { type SourceFile, sources, withoutComments } from './source-file.js';

const shipped = sources('src', 'adapters').filter(({ path }) => !path.includes('/test/'));
const src = shipped.filter(({ path }) => path.startsWith('src/'));
const outside = (...folders: string[]) => src.filter(({ path }) => !folders.includes(path.split('/')[1]!));

/** `path:line: text` of every line that matches. */
function lines(files: SourceFile[], pattern: RegExp, part: 'text' | 'code' = 'code'): string[] {
  return files.flatMap(({ path, [part]: text }) =>
    text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  );
}

describe('what ships', () => {
  it('leaves nothing open', () => {
    expect(lines(shipped, /\b(TODO|FIXME|XXX|HACK)\b|not (yet )?implemented/i, 'text')).toEqual([]);
  });

  it('writes to a log, not to a console', () => {
    expect(lines(outside('cli').concat(shipped.filter((file) => !src.includes(file))), /\bconsole\./)).toEqual([]);
  });

  it('silences the compiler nowhere', () => {
    expect(lines(shipped, /@ts-(ignore|expect-error|nocheck)/, 'text')).toEqual([]);
  });

  it('silences the linter in three lines, each with its reason', () => {
    const silenced = lines(shipped, /biome-ignore/, 'text').map((line) => line.replace(/:\d+: .*biome-ignore/, ''));
    expect(silenced).toEqual([
      expect.stringMatching(/^src\/config\/references\.ts lint\/suspicious\/noTemplateCurlyInString: \w/),
      expect.stringMatching(/^src\/config\/scalars\.ts lint\/suspicious\/noTemplateCurlyInString: \w/),
      expect.stringMatching(/^src\/contract\/adapter-definition\.ts lint\/suspicious\/noExplicitAny: \w/),
    ]);
  });

  it('has default exports only for adapters', () => {
    const others = shipped.filter(({ path }) => !/^adapters\/[^/]+\/index\.ts$/.test(path));
    expect(lines(others, /^export default /)).toEqual([]);
  });
});

describe('knowledge', () => {
  it('of SQL is in the store', () => {
    const sql =
      /\b(SELECT\s.+\sFROM|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|CREATE (TABLE|(UNIQUE )?INDEX)|PRAGMA)\b/;
    expect(lines(outside('store'), sql)).toEqual([]);
  });

  it('of the paths of HubSpot is in hubspot, and in the emulator that answers them', () => {
    const paths = /['"`/](custom-channels|conversations\/(v3|custom|\d{4})|files\/v3|oauth\/v\d|filemanager)\b/;
    expect(lines(outside('hubspot', 'emulator'), paths)).toEqual([]);
  });

  it('of providers is in the adapters', () => {
    const others = src.filter(({ path }) => path !== 'src/testing/provider-doubles.ts');
    const providers = foldersIn('adapters').filter((name) => name !== 'webhook');
    // `line` is a word of the language: there the name is LINE, or stands in quotes.
    const words = providers.filter((name) => name !== 'line').join('|');
    const named = [
      ...lines(others, new RegExp(`\\b(${words})\\b`, 'i'), 'text'),
      ...lines(others, /\bLINE\b|['"`]line['"`]/, 'text'),
    ];
    expect(named.filter((line) => !line.includes('BUILT_IN_ADAPTERS ='))).toEqual([]);
  });

  it('of the time and of chance comes from outside', () => {
    const places = /^src\/(policy\/system-|cli\/|emulator\/)/;
    const inner = src.filter(({ path }) => !places.test(path));
    expect(lines(inner, /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bset(Timeout|Interval)\(/)).toEqual([]);
  });
});

describe('a class the container makes', () => {
  const made = sources('src', 'adapters', 'examples', 'test').flatMap(({ path, code }) =>
    [
      ...code.matchAll(
        /@injectable\(\)\s*(?:export\s+)?(?:abstract\s+)?class\s+(\w+)([\s\S]*?)(?=@injectable\(\)|$(?![\s\S]))/g,
      ),
    ].map(([, name, body]) => ({ name: `${path}: ${name}`, parameters: constructorParameters(body!) })),
  );

  it('names the token of every parameter of its constructor', () => {
    expect(made.length).toBeGreaterThan(30);
    const bare = made.flatMap(({ name, parameters }) =>
      parameters.filter((parameter) => !/^@inject\(/.test(parameter)).map((parameter) => `${name}(${parameter})`),
    );
    expect(bare).toEqual([]);
  });

  it('is read correctly by this test', () => {
    const body = '{ constructor(@inject(A) private readonly a: Map<string, B>, c: (d: number) => void) {} }';
    expect(constructorParameters(withoutComments(body))).toEqual([
      '@inject(A) private readonly a: Map<string, B>',
      'c: (d: number) => void',
    ]);
  });
});

/** What stands between the parentheses of a class's constructor, cut at the commas that part parameters. */
function constructorParameters(body: string): string[] {
  const start = body.search(/\bconstructor\(/);
  if (start < 0) return [];
  const parameters = [''];
  let depth = 0;
  for (const [i, character] of [...body.slice(body.indexOf('(', start) + 1)].entries()) {
    const arrow = character === '>' && body[body.indexOf('(', start) + i] === '=';
    if (character === ')' && depth === 0) break;
    if ('([{<'.includes(character)) depth += 1;
    if (')]}>'.includes(character) && !arrow) depth -= 1;
    if (character === ',' && depth === 0) parameters.push('');
    else parameters[parameters.length - 1] += character;
  }
  return parameters.map((parameter) => parameter.trim()).filter((parameter) => parameter !== '');
}
