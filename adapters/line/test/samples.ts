import { readdirSync, readFileSync } from 'node:fs';
import type { webhook } from '@line/bot-sdk';
import type { ProviderEvent } from 'channelwright/adapter';

/** A webhook as LINE posts it, and what it must be read as. */
export interface Sample {
  name: string;
  about: string;
  body: webhook.CallbackRequest;
  events: ProviderEvent[];
}

const FOLDER = new URL('../../../../adapters/line/samples/', import.meta.url);

export function samples(): Sample[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names.map((name) => ({ name, ...JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) }) as Sample);
}
