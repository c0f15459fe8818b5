import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

/** Which modules of the driver are loaded with a module of ours. */
async function driverLoadedBy(path: string): Promise<string[]> {
  const script = `import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve(name, context, next) { const found = next(name, context); loaded.push(found.url); return found; } });
    await import(process.argv[1]);
    console.log(JSON.stringify(loaded.filter((url) => /node_modules\\/pg\\//.test(url))));`;
  const file = join(process.cwd(), 'dist', path);
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, file]);
  return JSON.parse(stdout) as string[];
}

describe('the driver of PostgreSQL', () => {
  it.each([
    'src/index.js',
    'src/adapter/index.js',
    'src/cli/main.js',
    'src/cli/commands/store-copy.js',
    'src/cli/commands/check/check.js',
  ])('is not loaded with %s: whoever keeps everything in a file has no use for it', async (path) =>
    expect(await driverLoadedBy(path)).toEqual([]),
  );

  it('is loaded with the store itself', async () => {
    expect(await driverLoadedBy('src/store/postgres/open-postgres-store.js')).not.toEqual([]);
  });
});
