import type { DoubleAnswer } from 'channelwright/double';

/** Codes that come with another status than 400. */
const STATUS: Readonly<Record<number, number>> = {
  190: 401,
  10: 403,
  200: 403,
  131005: 403,
  131016: 503,
  2: 503,
  131000: 500,
};

/** A refusal as the Graph API words it: for `fault({ kind: 'refuse', ...graphError(131056) })`. */
export function graphError(code: number, details = '', subcode?: number): DoubleAnswer & { status: number } {
  const error = {
    message: `(#${code}) Error ${code}`,
    type: 'OAuthException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    error_data: { messaging_product: 'whatsapp', details },
    fbtrace_id: 'Adouble',
  };
  return { status: STATUS[code] ?? 400, body: { error } };
}
