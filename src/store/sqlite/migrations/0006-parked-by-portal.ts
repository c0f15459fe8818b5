/** What waits in the inbox is also found for one portal: whoever erases something of it does not look through all the others'. */
export const PARKED_BY_PORTAL = `
CREATE INDEX inbox_by_portal_park_key ON inbox (portal, seq) WHERE park_key IS NOT NULL;
`;
