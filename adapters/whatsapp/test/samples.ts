import { readdirSync, readFileSync } from 'node:fs';
import type { ReceivedEvent } from 'channelwright/adapter';

/** A webhook as Meta posts it, and what is made of it. */
export interface Sample {
  name: string;
  body: unknown;
  events: ReceivedEvent[];
}

const FOLDER = new URL('../../../../adapters/whatsapp/samples/', import.meta.url);

export function samples(): Sample[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names.map((name) => ({ ...JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')), name }));
}
