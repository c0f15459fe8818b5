/** What waits in the inbox is also found for one portal: whoever erases something of it does not look through all the others'. */
export function parkedByPortal(schema: string): string {
  return `CREATE INDEX inbox_by_portal_park_key ON ${schema}.inbox (portal NULLS FIRST, seq) WHERE park_key IS NOT NULL;`;
}
