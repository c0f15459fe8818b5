import type { Running } from './running-emulator.js';

export interface Seen {
  status: number;
  text: string;
  /** Where the browser is sent next. */
  location: string;
  policy: string;
}

/** Opens a page, without following where it leads. */
export function open(hubspot: Running, path: string): Promise<Seen> {
  return visit(hubspot, path, {});
}

/** Sends a form, as a button of a page does. */
export function submit(hubspot: Running, path: string, fields: Record<string, string>): Promise<Seen> {
  return visit(hubspot, path, { method: 'POST', body: new URLSearchParams(fields) });
}

async function visit(hubspot: Running, path: string, init: RequestInit): Promise<Seen> {
  const answer = await fetch(new URL(path, hubspot.emulator.url), { ...init, redirect: 'manual' });
  return {
    status: answer.status,
    text: await answer.text(),
    location: answer.headers.get('location') ?? '',
    policy: answer.headers.get('content-security-policy') ?? '',
  };
}
