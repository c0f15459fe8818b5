import type { DoubleAnswer } from 'channelwright/double';
import { z } from 'zod';
import type { ContractBook, MejiroContract, StoredMessage } from './contract-book.js';

const MOBILE = /^0(?:[789]0\d{8}|[26]00\d{10})$/;
const SHORT_BYTES = 140;
const LONG_BYTES = 1340;
const SEGMENT_BYTES = 134;
/** 3.3 yen for each segment. */
const SEGMENT_SEN = 330;

const wanted = z.strictObject({
  to: z.string(),
  text: z.string().min(1),
  reference: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  long: z.boolean(),
});

/** What the aggregator makes of a message that it is handed. */
export function takeMessage(
  book: ContractBook,
  contract: MejiroContract,
  input: unknown,
  bytesOf: (text: string) => number | undefined,
): { answer: DoubleAnswer; message?: StoredMessage } {
  const asked = wanted.safeParse(input).data;
  if (!asked) return refuse('E300');
  if (!MOBILE.test(asked.to)) return refuse('E201');
  const bytes = bytesOf(asked.text);
  if (bytes === undefined) return refuse('E301');
  if (bytes > (asked.long && contract.longMessages ? LONG_BYTES : SHORT_BYTES)) return refuse('E302');
  const segments = bytes <= SHORT_BYTES ? 1 : Math.ceil(bytes / SEGMENT_BYTES);
  const chargeSen = segments * SEGMENT_SEN;
  if (contract.balanceSen < chargeSen) return refuse('E401');
  contract.balanceSen -= chargeSen;
  const { to, text, reference } = asked;
  const { userId } = contract;
  const message: StoredMessage = {
    id: book.nextId('MJ'),
    userId,
    reference,
    to,
    text,
    segments,
    chargeSen,
    atMs: book.now(),
    state: 'waiting',
  };
  book.messages.push(message);
  return { answer: ok({ id: message.id, segments, charge: yen(chargeSen) }), message };
}

export function ok(body: object): DoubleAnswer {
  return { status: 200, body: { result: 'ok', ...body } };
}

/** Refusals come with HTTP 200. */
export function refuse(code: string): { answer: DoubleAnswer } {
  return { answer: { status: 200, body: { result: 'error', code } } };
}

export function yen(sen: number): string {
  return (sen / 100).toFixed(2);
}
