import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Deployment } from '../fixtures/deployment.js';
import { until } from '../fixtures/until.js';

const RUNBOOKS = 'docs/operations/runbooks';

/** Every command of a runbook, as it stands there. */
async function commands(): Promise<string[]> {
  const names = await readdir(RUNBOOKS);
  const pages = await Promise.all(names.map((name) => readFile(join(RUNBOOKS, name), 'utf8')));
  const found = pages.flatMap((page) => [...page.matchAll(/`channelwright ([^`]+)`/g)].map(([, line = '']) => line));
  return [...new Set(found)];
}

function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

it('Every command of a runbook works as it is pasted, beside a running engine', async () => {
  await using deployment = await Deployment.open();
  await using _engine = await deployment.engine();
  const id = deployment.agentWrites('hello');
  await until('HubSpot was told', () => deployment.told(id).length > 0);
  await deployment.call('pause', '--account', 'main-line');
  const here = { 'support-sms': 'chat', 'support-main': 'main-line', '1234567890': id };
  const refused: string[] = [];
  for (const line of await commands()) {
    const own = Object.entries(here).reduce((text, [example, name]) => text.replaceAll(example, name), line);
    const { code, stderr } = await deployment.call(...words(own));
    if (code !== 0) refused.push(`${line}: ${stderr}`);
  }
  expect(refused).toEqual([]);
});
