import { describe, expect, it } from '@jest/globals';
import { filesBelow } from './repository.js';
import { sources } from './source-file.js';

const MOST_LINES = 500;
const MEDIAN_LINES = 110;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|types|d))?\.[a-z]+$/;
const KEBAB_FOLDER = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Names that hold anything hold everything in the end. */
const SHAPELESS = /(^|\/)(.*-)?(utils?|helpers?|commons?|misc|managers?|stuff|shared|base)(-.*)?([./]|$)/;

const folders = ['src', 'adapters', 'examples', 'test'];
const code = sources(...folders);
const paths = folders.flatMap(filesBelow);
const tooLong = code.filter(({ lines }) => lines > MOST_LINES).map(({ path, lines }) => `${path}: ${lines} lines`);

describe('a file', () => {
  it(`has no more than ${MOST_LINES} lines`, () => {
    expect(tooLong).toEqual([]);
  });

  it(`has, in the middle of all that ships, no more than ${MEDIAN_LINES} lines`, () => {
    const sizes = sources('src', 'adapters')
      .map(({ lines }) => lines)
      .sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(MEDIAN_LINES);
  });

  it('and its folder are named in kebab-case', () => {
    const odd = paths.filter((path) => {
      const [name, ...above] = path.split('/').reverse();
      return !(name === 'README.md' || KEBAB.test(name!)) || !above.every((folder) => KEBAB_FOLDER.test(folder));
    });
    expect(odd).toEqual([]);
  });

  it('is named after the one thing it holds', () => {
    expect(paths.filter((path) => SHAPELESS.test(path))).toEqual([]);
  });
});
