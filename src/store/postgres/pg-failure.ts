import { ChannelwrightError, isChannelwrightError } from '../../errors/channelwright-error.js';
import { rowInvalid } from '../declared-rows.js';

/**
 * Classes of SQLSTATE that say the values do not fit; 54 is what is too long for an index.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const DATA_CLASSES = new Set(['22', '23', '54']);

/** Wrong password or role (28), no such database (3D), insufficient privilege (42501). */
const REFUSED = /^(28|3D|42501)/;

/** What `pg` says where the two sides do not agree about encryption. */
const NO_TLS = /server does not support SSL connections/;

export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/**
 * What the caller is told. PostgreSQL's primary message names tables and columns; values stand in its detail, which is left out.
 * All that is not known to be the fault of the caller may work later: also where tables are missing or unlike those we know (42),
 * since what a statement says does not depend on the rows it is given.
 *
 * @param wasLetIn what is refused to somebody who was let in before may pass again: a restore is under way, a password is being
 *   changed
 */
export function toStoreError(error: unknown, wasLetIn = false): ChannelwrightError {
  if (isChannelwrightError(error)) return error;
  const state = sqlState(error);
  const said = error instanceof Error ? error.message : String(error);
  const detail = state === undefined ? said : `${said} (${state})`;
  if (state !== undefined && DATA_CLASSES.has(state.slice(0, 2))) return rowInvalid(withoutValues(state), undefined);
  const isRefused = (state !== undefined && REFUSED.test(state)) || NO_TLS.test(said);
  if (isRefused && !wasLetIn) return new ChannelwrightError('CW_STORE_REFUSED', detail, { cause: error });
  return new ChannelwrightError('CW_STORE_UNAVAILABLE', detail, { cause: error });
}

/** The messages of data errors quote what was given. */
function withoutValues(state: string): string {
  return `PostgreSQL does not take a value (${state})`;
}
