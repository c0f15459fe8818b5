import type { DoubleRequest } from 'channelwright/double';
import { badRequest } from './bot-api-error.js';

/** A file of a form. */
export interface Upload {
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** The parameters of a call, in whichever of the four ways they came. Source: Telegram, "Bot API", "Making requests". */
export interface CallParams {
  values: Record<string, unknown>;
  uploads: Map<string, Upload>;
}

export async function readParams({ url, headers, body }: DoubleRequest): Promise<CallParams> {
  const values: Record<string, unknown> = Object.fromEntries(url.searchParams);
  const type = headers['content-type'] ?? '';
  const uploads = new Map<string, Upload>();
  if (body.length === 0) return { values, uploads };
  if (type.startsWith('application/json')) return { values: { ...values, ...jsonObject(body) }, uploads };
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => {
    throw badRequest('the body is no form');
  });
  for (const [name, value] of form as unknown as Iterable<[string, string | File]>) {
    if (typeof value === 'string') values[name] = value;
    else uploads.set(name, { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  return { values, uploads };
}

function jsonObject(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>;
  } catch {
    throw badRequest("can't parse the JSON object");
  }
}

export function textParam({ values }: CallParams, name: string): string | undefined {
  const value = values[name];
  return value === undefined || value === null ? undefined : String(value);
}

export function numberParam(params: CallParams, name: string): number | undefined {
  const value = Number(textParam(params, name) ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** A parameter that is JSON: itself in a JSON body, its text in a form. */
export function jsonParam({ values }: CallParams, name: string): unknown {
  const value = values[name];
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw badRequest(`can't parse ${name} JSON object`);
  }
}
