import { ERRORS, type ErrorCode } from '../../errors/registry.js';

/** What a line of the log says of an error besides its particulars: who reads it wants to know what to do. */
export function mend(code: ErrorCode): { code: ErrorCode; remedy: string } {
  return { code, remedy: ERRORS[code].remedy };
}
