import { readdir, readFile } from 'node:fs/promises';

const FOLDER = new URL('../../../../adapters/telegram/samples/', import.meta.url);

/** A file of `samples/`: an update, and what it is read as. */
export interface Sample {
  about: string;
  update: { update_id: number } & Record<string, unknown>;
  events: { kind: string }[];
}

const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));

export const samples = await Promise.all(
  names.map(async (name) => ({ name, sample: JSON.parse(await readFile(new URL(name, FOLDER), 'utf8')) as Sample })),
);
