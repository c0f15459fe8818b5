import { ChannelwrightError, isChannelwrightError } from '../../errors/channelwright-error.js';
import { rowInvalid } from '../declared-rows.js';

/** Classes of SQLSTATE that say the values do not fit. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DATA_CLASSES = new Set(['22', '23']);

/**
 * Wrong password or role (28), no such database (3D), insufficient privilege (42501): nothing that passes by itself.
 */
const REFUSED = /^(28|3D|42501)/;

/** Statements that do not fit the tables: syntax, unknown tables and columns. The schema is of another version, or this is a defect. */
const UNKNOWN_TO_SCHEMA = /^42/;

/** What `pg` says where the two sides do not agree about encryption. */
const NO_TLS = /server does not support SSL connections/;

export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/**
 * What the caller is told. PostgreSQL's primary message names tables and columns; values stand in its detail, which is left out.
 * All that is not known to be the fault of the caller may work later.
 */
export function toStoreError(error: unknown): ChannelwrightError {
  if (isChannelwrightError(error)) return error;
  const state = sqlState(error);
  const said = error instanceof Error ? error.message : String(error);
  const detail = state === undefined ? said : `${said} (${state})`;
  if (state !== undefined && DATA_CLASSES.has(state.slice(0, 2))) return rowInvalid(withoutValues(state), undefined);
  if (state !== undefined && REFUSED.test(state)) return new ChannelwrightError('CW_STORE_REFUSED', detail);
  if (state !== undefined && UNKNOWN_TO_SCHEMA.test(state)) return rowInvalid(detail, error);
  if (NO_TLS.test(said)) return new ChannelwrightError('CW_STORE_REFUSED', detail, { cause: error });
  return new ChannelwrightError('CW_STORE_UNAVAILABLE', detail, { cause: error });
}

/** The messages of data errors quote what was given. */
function withoutValues(state: string): string {
  return `PostgreSQL does not take a value (${state})`;
}
