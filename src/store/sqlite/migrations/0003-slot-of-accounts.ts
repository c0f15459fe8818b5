/** Which slot an account belongs to. Rows of before hold null until they are written again. */
export const SLOT_OF_ACCOUNTS = 'ALTER TABLE accounts ADD COLUMN slot INTEGER;';
