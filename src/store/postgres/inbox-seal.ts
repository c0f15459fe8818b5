type Identity = readonly [
  kind: string,
  slot: number,
  app: string,
  portal: string,
  account: string | null,
  receivedAtMs: number,
];

/**
 * What the body of an event is bound to. Its number would be better, but is not known before the row is written, and to ask for
 * numbers first would cost a round trip. So a body opens in no event of another kind, portal, account or time.
 */
export function boundTo([kind, , app, portal, account, receivedAtMs]: readonly [...Identity, ...unknown[]]): string {
  return JSON.stringify([kind, app, portal, account, receivedAtMs]);
}
