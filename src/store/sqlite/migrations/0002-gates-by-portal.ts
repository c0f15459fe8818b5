/** What waits for a gate is also found for one portal: before some gates there are lanes of many portals. */
export const GATES_BY_PORTAL = `
CREATE INDEX work_by_gate_portal ON work (gate, portal, key) WHERE gate IS NOT NULL;
`;
