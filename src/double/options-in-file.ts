import { readFile } from 'node:fs/promises';

/**
 * The options of a double that is a process: `node main.js OPTIONS.json`. Ends the process with code 2 where no file is named.
 *
 * @typeParam Options what the double takes; it checks them itself
 */
export async function optionsInFile<Options>(): Promise<Options> {
  const [, program = 'main.js', file] = process.argv;
  if (file === undefined) {
    process.stderr.write(`usage: ${program} OPTIONS.json\n`);
    process.exit(2);
  }
  return JSON.parse(await readFile(file, 'utf8')) as Options;
}
