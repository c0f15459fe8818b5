import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../architecture/repository.js';
import { type Ended, output, run } from './run.js';

const QUIET = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];

/** The package as it would be published, installed with its peers into an empty project. */
export class InstalledPackage {
  /** Paths in the tarball. */
  readonly files: readonly string[];
  readonly folder: string;

  private constructor(folder: string, files: readonly string[]) {
    this.folder = folder;
    this.files = files;
  }

  static async install(): Promise<InstalledPackage> {
    const folder = await mkdtemp(join(tmpdir(), 'channelwright-package-'));
    try {
      return new InstalledPackage(folder, await installInto(folder));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Runs a script of the project by this Node.js. */
  async run(node: string, name: string, script: string): Promise<Ended> {
    await writeFile(join(this.folder, name), script);
    return run(node, [name], this.folder);
  }

  /** Starts the package's command by this Node.js. */
  command(node: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
    const bin = join(this.folder, 'node_modules/channelwright/dist/src/cli/bin.js');
    return run(node, [bin, ...args], this.folder, environment);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** @returns the paths in the tarball */
async function installInto(folder: string): Promise<string[]> {
  const packed = await output('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], ROOT);
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  await writeFile(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n');
  await output('npm', ['install', ...QUIET, join(folder, filename), 'zod@^4'], folder);
  return files.map(({ path }) => path);
}

/** The program of a Node.js, by its major version: this one, or npm has it. */
export async function nodeOf(major: number): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const path = await output('npx', ['-y', '-p', `node@${major}`, 'node', '-p', 'process.execPath'], tmpdir());
  return path.trim();
}
