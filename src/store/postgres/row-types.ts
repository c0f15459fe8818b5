import pg from 'pg';
import { ChannelwrightError } from '../../errors/channelwright-error.js';

const BIGINT = pg.types.builtins.INT8;
const BIGINTS = 1016;

/** Numbers as numbers. What does not fit one was not written by us. */
function whole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new ChannelwrightError('CW_STORE_DAMAGED', 'a number in the database is larger than any this version writes');
}

function wholes(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(whole);
}

/** How values of a row are read. */
export const ROW_TYPES: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === BIGINT) return whole;
    if (oid === BIGINTS) return wholes;
    return pg.types.getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;
