/** Members say which encryption keys they have: what one seals, the others must be able to open. */
export function memberKeys(schema: string): string {
  return `ALTER TABLE ${schema}.members ADD COLUMN keys text[] NOT NULL DEFAULT '{}';`;
}
