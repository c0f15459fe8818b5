import { Browser, type Page } from './browser.js';
import { credentials } from './credentials.js';
import type { Way } from './customer.js';
import { CHANNELS, OUR_ADDRESSES, WAYS } from './our-addresses.js';
import { until } from './patience.js';
import type { Stage } from './stage.js';

const PATIENCE_MS = 60_000;
const MOST_FORMS = 4;

/** Who tells what an admin does. */
export interface SetUpNarrator {
  does(what: string): void;
  /** The pages that were opened and the forms that were sent for it, e.g. `POST HubSpot /oauth/authorize 303`. */
  did(requests: readonly string[]): void;
}

/** An admin installs the app, and connects our end of every channel, on the pages and nowhere else. */
export async function setUp(stage: Stage, narrator: SetUpNarrator): Promise<void> {
  const requests: string[] = [];
  const browser = new Browser((method, url, status) => {
    const whose = url.origin === stage.hubspotUrl ? 'HubSpot' : 'connector';
    requests.push(`${method} ${whose} ${nameless(url.pathname)} ${status}`);
  });
  const act = async (what: string, how: () => Promise<void>): Promise<void> => {
    narrator.does(what);
    await how();
    narrator.did(requests.splice(0));
  };
  await act('An admin installs the app', () => install(stage, browser));
  for (const way of WAYS) await act(`An admin connects ${CHANNELS[way]}`, () => connect(stage, browser, way));
  const done = () => WAYS.every((way) => stage.connected(way) !== undefined);
  await until('every account is connected', done, PATIENCE_MS);
  stage.tellProviders();
}

async function install(stage: Stage, browser: Browser): Promise<void> {
  const consent = await browser.open(stage.installUrl);
  const done = await browser.submit(consent, { portal: stage.portalId }, { decision: 'connect' });
  expectPage(done, done.url.startsWith(stage.connectorUrl));
}

async function connect(stage: Stage, browser: Browser, way: Way): Promise<void> {
  const popup = await browser.open(stage.connectUrl(way));
  let page = await browser.submit(popup, {});
  const { type, value } = OUR_ADDRESSES[way];
  const typed = { ...credentials(way), accountName: CHANNELS[way], addressType: type, addressValue: value };
  // The settings; then, where the provider names none or several, which address. A provider may also be slow to say yes.
  for (let forms = 0; page.form !== undefined && forms < MOST_FORMS; forms += 1)
    page = await browser.submit(page, typed);
  expectPage(page, page.url.startsWith(`${stage.hubspotUrl}/connected/`));
}

function expectPage({ status, url, words }: Page, isIt: boolean): void {
  if (status === 200 && isIt) return;
  throw new Error(`setting up ended at ${new URL(url).pathname} with ${status}: ${words.slice(0, 400)}`);
}

/** Tokens in paths are long and tell nobody anything. */
function nameless(path: string): string {
  return path.replace(/[0-9a-f-]{30,}/g, '…');
}
