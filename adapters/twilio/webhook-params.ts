import { parseJson, type RawRequest } from 'channelwright/adapter';
import type { Param } from './signature.js';

/** A webhook's parameters, and how the signature covers them. */
export interface WebhookParams {
  /** What the message is about. The first of a repeated name. */
  get(name: string): string | undefined;
  /** What goes into the signature besides the URL. */
  signed: readonly Param[];
  /** The body is vouched for by this hash in the URL, not by the signature itself. */
  bodySha256?: string;
}

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * Read a webhook. Undefined: no shape in which Twilio signs what it says, so nothing in it may be believed (a body that
 * neither the signature nor a hash covers).
 */
export function webhookParams(request: RawRequest): WebhookParams | undefined {
  const type = request.headers['content-type'] ?? '';
  const bodySha256 = request.url.searchParams.get('bodySHA256');
  if (bodySha256 !== null) return { ...readable(jsonParams(request, type)), signed: [], bodySha256 };
  if (request.method === 'GET') return { ...readable([...request.url.searchParams]), signed: [] };
  if (request.body.length > 0 && !FORM.test(type)) return undefined;
  const params = [...new URLSearchParams(new TextDecoder().decode(request.body))];
  return { ...readable(params), signed: params };
}

function readable(params: readonly Param[]): Pick<WebhookParams, 'get'> {
  const first = new Map<string, string>();
  for (const [name, value] of params) if (!first.has(name)) first.set(name, value);
  return { get: (name) => first.get(name) };
}

function jsonParams(request: RawRequest, type: string): Param[] {
  if (!JSON_TYPE.test(type)) return [];
  const value = parseJson(request.body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, v]) =>
    typeof v === 'string' || typeof v === 'number' ? [[name, String(v)] as const] : [],
  );
}
