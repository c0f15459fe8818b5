import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FRAMEWORK_VERSION } from '../../src/policy/framework-version.js';
import { exists, filesBelow, ROOT, textOf } from './repository.js';

const pages = [...readdirSync(ROOT), ...['docs', 'adapters', 'examples'].flatMap(filesBelow)].filter((path) =>
  path.endsWith('.md'),
);

/** Anchors as GitHub makes them of headings: lower case, no punctuation, a hyphen for each space. */
function anchorsOf(page: string): string[] {
  const headings = [...withoutFences(textOf(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

const withoutFences = (markdown: string) => markdown.replace(/^(`{3,}).*?^\1/gms, '');

function linksOf(page: string): { page: string; link: string }[] {
  return [...withoutFences(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => ({ page, link: link! }))
    .filter(({ link }) => !/^[a-z]+:/.test(link));
}

function leadsNowhere({ page, link }: { page: string; link: string }): boolean {
  const [path, anchor] = link.split('#') as [string, string?];
  const target = path === '' ? page : posix.join(posix.dirname(page), path);
  if (!exists(target)) return true;
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
}

describe('the pages', () => {
  it('link to pages and headings that are there', () => {
    const broken = pages.flatMap(linksOf).filter(leadsNowhere);
    expect(broken.map(({ page, link }) => `${page}: ${link}`)).toEqual([]);
  });
});

describe('the page of promises', () => {
  it('names tests that are there', () => {
    const tables = textOf('docs/explain/promises.md').replace(/^[^|].*$/gm, '');
    const named = [...tables.matchAll(/`([a-z]+\/[a-z/-]*)`/g)].map(([, name]) => `test/${name}`);
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => !exists(name) && !exists(`${name}.test.ts`))).toEqual([]);
  });

  it('quotes names of tests that are there', () => {
    const quoting = /`([a-z]+\/[a-z/-]*)` \(((?:"[^"]+"(?:, )?)+)\)/g;
    const quoted = [...textOf('docs/explain/promises.md').matchAll(quoting)].flatMap(([, file, names]) =>
      [...names!.matchAll(/"([^"]+?)(?: …)?"/g)].map(([, name]) => ({ file: `test/${file}.test.ts`, name: name! })),
    );
    expect(quoted.length).toBeGreaterThan(20);
    expect(quoted.filter(({ file, name }) => !exists(file) || !textOf(file).includes(name))).toEqual([]);
  });
});

describe('the README', () => {
  it('shows the smallest adapter word for word', () => {
    const [, shown] = /^```ts\n(.*?)^```/ms.exec(textOf('README.md'))!;
    expect(shown).toBe(textOf('test/fixtures/smallest-adapter.ts'));
  });
});

describe('the index of pages', () => {
  it.each(['docs', 'docs/decisions', 'docs/operations'])('lists every page of %s', (folder) => {
    const listed = linksOf(`${folder}/README.md`).map(({ link }) => posix.join(folder, link));
    const below = pages.filter((page) => page.startsWith(`${folder}/`) && page !== `${folder}/README.md`);
    const own =
      folder === 'docs' ? below.filter((page) => !/^docs\/(decisions\/\d|operations\/runbooks\/)/.test(page)) : below;
    expect(own.filter((page) => !listed.includes(page))).toEqual([]);
  });
});

describe('the version', () => {
  it('is the same in the code and in package.json', () => {
    expect(FRAMEWORK_VERSION).toBe((JSON.parse(textOf('package.json')) as { version: string }).version);
  });
});
