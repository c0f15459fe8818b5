import { closestWord } from './closest-word.js';
import { type ConfigProblem, formatPath } from './config-problem.js';
import { parseDuration } from './duration.js';
import type { AccountOutline, Outline } from './outline.js';

type Found = { path: PropertyKey[]; problem: string; remedy: string };

/** What no single value shows: names that must exist, things that must be there once. */
export function crossCheck(outline: Outline, file: string): ConfigProblem[] {
  const found = [
    ...publicUrlOfRoutes(outline),
    ...appReferences(outline),
    ...portalSeeds(outline),
    ...accountSeeds(outline),
    ...phoneNumbers(outline),
    ...retention(outline),
  ];
  return found.map(({ path, ...said }) => ({ file, path: formatPath(path), ...said }));
}

/** What is added to it for HubSpot and for the providers. */
const WEBHOOK_PATH = /\/(hubspot\/webhooks(\/[^/]*)?|providers(\/[^/]+){1,2})\/?$/;
/** What is added to it for people, whose app or channel tells it from a path of the operator's own. */
const PAGE_PATH = /\/(?:oauth\/(?<app>[^/]+)\/[a-z]+|connect\/(?<channel>[^/]+))\/?$/;

function* publicUrlOfRoutes({ publicUrl = '', apps, channels }: Outline): Generator<Found> {
  const { pathname = '' } = URL.parse(publicUrl) ?? {};
  const webhook = WEBHOOK_PATH.exec(pathname)?.[0];
  const page = PAGE_PATH.exec(pathname);
  const { app, channel } = page?.groups ?? {};
  const isPage = apps.some((name) => name === app) || channels.some(({ name }) => name === channel);
  const path = webhook ?? (isPage ? page?.[0] : undefined);
  if (path === undefined) return;
  yield {
    path: ['publicUrl'],
    problem: `is the URL of a ${webhook === undefined ? 'page' : 'webhook'}, not that of the connector`,
    remedy: `Leave "${path}" out: it is added for each app and channel.`,
  };
}

/** The app meant where it may be left out. */
export function appOf(named: string | undefined, apps: readonly string[]): string | undefined {
  return named ?? (apps.length === 1 ? apps[0] : undefined);
}

function* appReferences({ apps, portals, channels }: Outline): Generator<Found> {
  const users = [
    ...portals.map(({ app }, index) => ({ app, path: ['portals', index, 'app'] })),
    ...channels.map(({ app, name }) => ({ app, path: ['channels', name, 'app'] })),
  ];
  for (const { app, path } of users) {
    if (app === undefined && apps.length > 1) {
      yield { path, problem: 'is missing, and there are several apps', remedy: `Write one of: ${apps.join(', ')}.` };
    } else if (app !== undefined && !apps.includes(app)) {
      yield { path, problem: 'names an app that is not under `apps`', remedy: meantApp(app, apps) };
    }
  }
}

function meantApp(app: string, apps: string[]): string {
  const meant = closestWord(app, apps);
  if (meant !== undefined) return `Did you mean "${meant}"?`;
  return apps.length > 0 ? `Write one of: ${apps.join(', ')}.` : 'Add the app under `apps`.';
}

function* portalSeeds({ apps, portals }: Outline): Generator<Found> {
  const seen = new Map<string, number>();
  for (const [index, portal] of portals.entries()) {
    if (portal.tokens.length !== 1) {
      const problem = portal.tokens.length === 0 ? 'has no token' : 'has both an accessToken and a refreshToken';
      yield { path: ['portals', index], problem, remedy: 'Write either accessToken or refreshToken.' };
    }
    if (portal.portalId === undefined) continue;
    const key = `${appOf(portal.app, apps)}/${portal.portalId}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else yield twice(['portals', index, 'portalId'], ['portals', first], 'the portal');
  }
}

function* accountSeeds({ apps, channels }: Outline): Generator<Found> {
  const keys = new Map<string, PropertyKey[]>();
  const inHubSpot = new Map<string, PropertyKey[]>();
  for (const { path, app, account } of accountsOf({ apps, channels })) {
    yield* once(keys, account.key, [...path, 'key'], 'the key');
    const id = account.channelAccountId && `${app}/${account.portalId}/${account.channelAccountId}`;
    yield* once(inHubSpot, id, [...path, 'channelAccountId'], 'the channel account');
  }
}

function* once(
  seen: Map<string, PropertyKey[]>,
  value: string | undefined,
  path: PropertyKey[],
  what: string,
): Generator<Found> {
  if (value === undefined) return;
  const first = seen.get(value);
  if (first === undefined) seen.set(value, path);
  else yield twice(path, first, what);
}

function twice(path: PropertyKey[], first: PropertyKey[], what: string): Found {
  return { path, problem: `repeats ${what} of ${formatPath(first)}`, remedy: 'Each may be there once.' };
}

function* phoneNumbers(outline: Outline): Generator<Found> {
  for (const { path, account } of accountsOf(outline)) {
    const { type, value } = account.address;
    if (type !== 'HS_PHONE_NUMBER' || value === undefined || /^\+\d{5,15}$/.test(value)) continue;
    yield {
      path: [...path, 'deliveryIdentifier', 'value'],
      problem: 'is not a phone number as HubSpot takes it',
      remedy: 'Write it in quotes with + and country code and no spaces, such as "+15550100".',
    };
  }
}

function* retention({ retention: { states, content } }: Outline): Generator<Found> {
  if (typeof states !== 'string' || typeof content !== 'string') return;
  const [statesMs, contentMs] = [parseDuration(states), parseDuration(content)];
  if (statesMs === undefined || contentMs === undefined || contentMs <= statesMs) return;
  yield {
    path: ['retention', 'content'],
    problem: 'is longer than `retention.states`',
    remedy: 'Content is kept no longer than the state it belongs to: shorten it, or lengthen `states`.',
  };
}

function* accountsOf({ apps, channels }: Pick<Outline, 'apps' | 'channels'>): Generator<{
  path: PropertyKey[];
  app: string | undefined;
  account: AccountOutline;
}> {
  for (const channel of channels) {
    for (const [index, account] of channel.accounts.entries()) {
      const path = ['channels', channel.name, 'accounts', index];
      yield { path, app: appOf(channel.app, apps), account };
    }
  }
}
