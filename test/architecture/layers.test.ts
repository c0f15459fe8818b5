import { describe, expect, it } from '@jest/globals';
import { textOf } from './repository.js';
import { type SourceFile, sources } from './source-file.js';

/** Lower first. A folder imports from lower rows only, and from itself. */
const LAYERS = [
  ['contract', 'errors', 'policy'],
  ['adapter'],
  ['transport', 'observability', 'config'],
  ['outbox', 'hubspot', 'directory', 'fleet'],
  ['status', 'media'],
  ['delivery', 'publication'],
  ['erasure'],
  ['ingress'],
  ['onboarding'],
  ['connector'],
  ['cli', 'testing'],
];

/** What a folder may import of its own row, and why. */
const NEIGHBOURS: Record<string, string[]> = {
  policy: ['contract'], // a Scheduler is the contract's Clock, with timers
  fleet: ['outbox'], // it gives and takes what the fold may write
  directory: ['outbox', 'hubspot'], // its rows change by reducers of the fold, some of them by HubSpot's account webhooks
};

/** Folders beside the rows: what they may import, and who may import them. */
const ASIDE: Record<string, { imports: string[]; usedBy: string[] }> = {
  store: { imports: ['contract', 'errors', 'policy', 'outbox', 'fleet'], usedBy: ['connector', 'testing'] },
  emulator: { imports: ['contract', 'policy', 'hubspot'], usedBy: ['cli', 'testing'] },
  double: { imports: ['contract', 'policy'], usedBy: ['testing'] },
};

/** Of `hubspot/`, the emulator shares what HubSpot publishes: shapes, addresses, versions, how a webhook is signed. */
const HUBSPOT_AS_PUBLISHED = /^src\/hubspot\/(schemas\/|api-paths\.ts$|api-version\.ts$|signature\.ts$)/;

/** Libraries that stay behind one door, so that they can be changed there. */
const DOORS: Record<string, string[]> = {
  'node:sqlite': ['store'],
  pg: ['store'],
  undici: ['transport', 'emulator'],
  winston: ['observability'],
  'prom-client': ['observability'],
  '@opentelemetry/api': ['observability'],
  eventemitter3: ['status'],
  htmlparser2: ['delivery'],
  'file-type': ['media'],
  'find-my-way': ['ingress', 'emulator'],
  yaml: ['config'],
  commander: ['cli'],
  'cli-table3': ['cli'],
};

const rowOf = (folder: string) => LAYERS.findIndex((row) => row.includes(folder));
const folderOf = (path: string) => path.split('/')[1]!;

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  const aside = ASIDE[from];
  if (aside) return aside.imports.includes(to);
  if (ASIDE[to]) return ASIDE[to].usedBy.includes(from);
  return rowOf(to) < rowOf(from) || (NEIGHBOURS[from] ?? []).includes(to);
}

const src = sources('src');
const inFolders = src.filter(({ path }) => path.split('/').length > 2);
const imports = (files: SourceFile[]) =>
  files.flatMap(({ path, imports }) => imports.map((to) => ({ from: path, to })));
const written = ({ from, to }: { from: string; to: string }) => `${from} imports ${to}`;

describe('the layers', () => {
  it('have a place for every folder', () => {
    const places = new Set([...LAYERS.flat(), ...Object.keys(ASIDE)]);
    expect([...new Set(inFolders.map(({ path }) => folderOf(path)))].filter((folder) => !places.has(folder))).toEqual(
      [],
    );
  });

  it.each(['CONTRIBUTING.md', 'docs/explain/architecture.md'])('are those that %s names', (page) => {
    const named = LAYERS.map((row) => `\`${row.join(', ')}\``).join(' < ');
    expect(textOf(page).replace(/\s+/g, ' ')).toContain(named);
  });

  it('import downwards only', () => {
    const upward = imports(inFolders).filter(({ from, to }) => !mayImport(folderOf(from), folderOf(to)));
    expect(upward.map(written)).toEqual([]);
  });

  it('stay inside src, but for the doubles that are shown to tests', () => {
    const out = imports(src).filter(({ to }) => !to.startsWith('src/'));
    const doubles = /^src\/testing\/provider-doubles\.ts imports adapters\/[^/]+\/double\/index\.ts$/;
    expect(out.map(written).filter((line) => !doubles.test(line))).toEqual([]);
  });

  it('leave the public entry points to users', () => {
    const doors = /^src\/(index|contract\/index|adapter\/index|double\/index|testing\/index)\.ts$/;
    expect(
      imports(src)
        .filter(({ from, to }) => doors.test(to) && from !== 'src/adapter/index.ts')
        .map(written),
    ).toEqual([]);
    expect(src.filter(({ packages }) => packages.some((name) => name.startsWith('channelwright')))).toEqual([]);
  });

  it('let the public API reach neither the command, nor the emulator, nor what is for tests', () => {
    const reached = imports(src.filter(({ path }) => path === 'src/index.ts'));
    expect(reached.filter(({ to }) => /^src\/(cli|testing|emulator)\//.test(to)).map(written)).toEqual([]);
  });

  it('let the emulator know of HubSpot only what HubSpot publishes', () => {
    const secrets = imports(src.filter(({ path }) => path.startsWith('src/emulator/')))
      .filter(({ to }) => to.startsWith('src/hubspot/'))
      .filter(({ to }) => !HUBSPOT_AS_PUBLISHED.test(to));
    expect(secrets.map(written)).toEqual([]);
  });

  it('keep each library behind its door', () => {
    const elsewhere = inFolders.flatMap(({ path, packages }) =>
      packages.filter((name) => DOORS[name] && !DOORS[name].includes(folderOf(path))).map((to) => ({ from: path, to })),
    );
    expect(elsewhere.map(written)).toEqual([]);
  });

  it('give adapter authors no engine and no driver', () => {
    const theirs = src.filter(({ path }) => /^src\/(contract|adapter)\//.test(path));
    const needed = new Set(theirs.flatMap(({ packages }) => packages));
    expect([...needed].sort()).toEqual(['inversify', 'node:crypto', 'reflect-metadata', 'zod']);
    const above = imports(theirs).filter(({ to }) => !/^src\/(contract|adapter)\//.test(to));
    expect(above.map(written)).toEqual([]);
  });
});

describe('the adapters', () => {
  const adapters = sources('adapters');
  const shipped = adapters.filter(({ path }) => !path.includes('/test/'));
  const homeOf = (path: string) => path.split('/').slice(0, 2).join('/');

  it('know the framework by its contract alone', () => {
    const allowed = /^(channelwright\/adapter|zod|node:.+)$/;
    const inDouble = ({ path }: SourceFile, name: string) =>
      path.includes('/double/') && name === 'channelwright/double';
    const more = shipped.flatMap((file) =>
      file.packages
        .filter((name) => !allowed.test(name) && !inDouble(file, name))
        .map((to) => ({ from: file.path, to })),
    );
    expect(more.map(written)).toEqual([]);
  });

  it('are tested through public entry points', () => {
    const inside = adapters.flatMap(({ path, packages }) =>
      packages
        .filter((name) => /^channelwright(\/|$)/.test(name) && !/^channelwright\/(adapter|double|testing)$/.test(name))
        .map((to) => ({ from: path, to })),
    );
    expect(inside.map(written)).toEqual([]);
  });

  it('stay in their own folder', () => {
    expect(
      imports(adapters)
        .filter(({ from, to }) => homeOf(from) !== homeOf(to))
        .map(written),
    ).toEqual([]);
  });

  it('do not need their double', () => {
    const real = shipped.filter(({ path }) => !path.includes('/double/'));
    expect(
      imports(real)
        .filter(({ to }) => /\/(double|test)\//.test(to))
        .map(written),
    ).toEqual([]);
  });
});
