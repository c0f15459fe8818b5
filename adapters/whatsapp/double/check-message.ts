import { z } from 'zod';
import type { Business } from './double-options.js';
import { CONTENT_TYPES, type ContentType, formOf, type OutboundPayload } from './message-schema.js';

/** Why a message is refused: Meta's code, and the sentence behind it. */
export interface Refusal {
  code: number;
  details: string;
}

/** Checks a message as the API does, before it is taken. */
export function checkMessage(input: unknown, business: Business): { payload: OutboundPayload } | { refusal: Refusal } {
  const read = payloadIn(input);
  if ('refusal' in read) return read;
  const refusal =
    recipientProblem(read.payload) ?? templateProblem(read.payload, business) ?? fileProblem(read.payload);
  return refusal ? { refusal } : read;
}

function payloadIn(input: unknown): { payload: OutboundPayload } | { refusal: Refusal } {
  const { data: typed } = z.object({ type: z.string().default('text') }).safeParse(input);
  const type = typed?.type as ContentType | undefined;
  if (type === undefined || !CONTENT_TYPES.includes(type)) {
    return { refusal: { code: 100, details: 'type is not one we know' } };
  }
  const { data, error } = formOf(type).safeParse(input);
  return error ? { refusal: refusalOf(error) } : { payload: data as OutboundPayload };
}

function refusalOf(error: z.ZodError): Refusal {
  const [issue] = error.issues;
  const details = `${issue?.path.join('.')}: ${issue?.message}`;
  if (issue?.code === 'unrecognized_keys') return { code: 100, details };
  return { code: issue?.code === 'invalid_type' && /undefined/.test(issue.message) ? 131008 : 131009, details };
}

function recipientProblem({ to, recipient, recipient_type }: OutboundPayload): Refusal | undefined {
  if ((to === undefined) === (recipient === undefined)) return { code: 131008, details: 'to or recipient, not both' };
  if (recipient !== undefined && !/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(recipient)) {
    return { code: 131009, details: 'recipient is no user id' };
  }
  const isNumber = to === undefined || recipient_type === 'group' || /^\+?\d{5,15}$/.test(to);
  return isNumber ? undefined : { code: 131009, details: 'to is no phone number' };
}

function templateProblem({ template }: OutboundPayload, { templates }: Business): Refusal | undefined {
  if (template === undefined) return undefined;
  const { name, language, components = [] } = template;
  const approved = templates.find((one) => one.name === name && one.language === language.code);
  if (approved === undefined) return { code: 132001, details: `no template ${name} in ${language.code}` };
  const given = components.flatMap(({ parameters }) => parameters).length;
  return given === approved.variables ? undefined : { code: 132000, details: `${given} of ${approved.variables}` };
}

function fileProblem(payload: OutboundPayload): Refusal | undefined {
  const file = payload[payload.type] as { link?: string; id?: string };
  const isFile = ['image', 'video', 'audio', 'sticker', 'document'].includes(payload.type);
  const hasOne = (file.link === undefined) !== (file.id === undefined);
  return isFile && !hasOne ? { code: 131008, details: 'link or id, not both' } : undefined;
}
