import type { Address } from '../../../contract/address.js';
import type { FailureReason } from '../../../contract/failure-reason.js';
import { ACCOUNTS, type AccountRow } from '../../../directory/accounts/account-row.js';
import { isSilence } from '../../../directory/accounts/provider-silence.js';
import { readStoredSettings } from '../../../directory/accounts/stored-settings.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { hubSpotError } from '../../../hubspot/failure/hubspot-error.js';
import { Redactor } from '../../../observability/redactor.js';
import type { CommandContext } from '../../command.js';
import { readTable } from '../../rows/read-rows.js';
import type { Session } from '../../session.js';
import { appChannels, managesChannels } from '../channels/app-channels.js';
import { type Finding, problemOf } from './finding.js';
import { portalFindings } from './portals.js';

/** Tries every credential with one cheap call each. Changes nothing and sends nothing. */
export async function onlineFindings(session: Session, context: CommandContext): Promise<Finding[]> {
  return [
    ...(await channelAuthFindings(session, context)),
    ...(await portalFindings(session, context)),
    ...(await accountFindings(session)),
  ];
}

async function channelAuthFindings({ config, http }: Session, { scheduler }: CommandContext): Promise<Finding[]> {
  return Promise.all(
    Object.values(config.apps).map(async (app): Promise<Finding> => {
      const of = `app ${app.name}`;
      if (!managesChannels(app)) {
        const missing = new ChannelwrightError('CW_DEVELOPER_KEY_MISSING');
        return { check: 'developerApiKey', of, state: 'warning', ...problemOf(missing) };
      }
      const answer = await appChannels(app, http, scheduler).list({ limit: 1 });
      const check = app.channelAuth === 'developer-key' ? 'developerApiKey' : 'channelAuth';
      const finding = { check, of };
      if (answer.ok) return { ...finding, state: 'ok', detail: 'HubSpot takes it' };
      return { ...finding, state: 'failed', ...problemOf(hubSpotError(answer.failure)) };
    }),
  );
}

export async function accountFindings(session: Session): Promise<Finding[]> {
  const accounts = await accountsToTry(session);
  const redactor = new Redactor();
  redactor.register(session.config.secrets);
  return Promise.all(accounts.map((account) => accountFinding(account, session, redactor)));
}

type Tried = Pick<AccountRow, 'key' | 'channel' | 'address' | 'settings' | 'settingsVersion'>;

/** Those of the configuration, as written there; and those that came otherwise. */
async function accountsToTry({ config, channels, store: kept }: Session): Promise<Tried[]> {
  const seeds = Object.values(config.channels).flatMap(({ name, accounts }) =>
    accounts.map(({ key, deliveryIdentifier, settings }) => ({
      key,
      channel: name,
      address: deliveryIdentifier,
      settings,
      settingsVersion: channels.byName(name)?.definition.settingsVersion ?? 1,
    })),
  );
  const stored = await kept.readIfThere((store) => readTable<AccountRow>(store, ACCOUNTS.name));
  if (stored === undefined) return seeds;
  const live = stored.filter(({ state }) => state === 'active' || state === 'held');
  return [...seeds, ...live.filter(({ key }) => !seeds.some((seed) => seed.key === key))];
}

const CHANNEL = 'Configure the channel again, or have the account removed at HubSpot';
const SETTINGS = 'Run `channelwright check --against-store`: it names the fields';
const SILENT =
  'See whether the provider has an outage, and whether the address in the settings can be reached from here; then run it again';
const DEFECT = 'This is a defect of the adapter: report it to its author';

async function accountFinding(account: Tried, { channels }: Session, redactor: Redactor): Promise<Finding> {
  const { key, channel, address } = account;
  const finding = { check: 'account', of: key };
  const runtime = channels.byName(channel);
  if (!runtime)
    return { ...finding, state: 'warning', detail: `channel "${channel}" is not configured`, remedy: CHANNEL };
  const read = readStoredSettings(runtime.definition, account);
  if (!read.ok) return { ...finding, state: 'failed', detail: 'its settings do not fit the adapter', remedy: SETTINGS };
  if (!runtime.adapter.validateAccount) {
    return { ...finding, state: 'ok', detail: 'the adapter cannot try credentials' };
  }
  try {
    const answer = await runtime.adapter.validateAccount(read.settings);
    if ('identifiers' in answer) return { ...finding, ...addressFinding(answer.identifiers, address) };
    const { detail, ...verdict } = problemVerdict(answer.problem);
    return { ...finding, ...verdict, detail: redactor.text(detail) };
  } catch (error) {
    return { ...finding, state: 'failed', detail: redactor.text(String(error)), remedy: DEFECT };
  }
}

/** Of no answer nobody is to conclude that the settings are wrong. */
function problemVerdict(problem: FailureReason): Pick<Finding, 'state' | 'detail' | 'remedy'> {
  const { class: name, code, detail } = problem;
  const said = [name, code, detail].filter((part) => part !== undefined).join(', ');
  if (isSilence(problem)) return { state: 'warning', detail: `the provider did not answer (${said})`, remedy: SILENT };
  const remedy = 'Correct the settings of the account, or mend at the provider what it says';
  return { state: 'failed', detail: `the provider says: ${said}`, remedy };
}

function addressFinding(
  known: readonly Address[],
  { type, value }: Address,
): Pick<Finding, 'state' | 'detail' | 'remedy'> {
  const fits = known.length === 0 || known.some((each) => each.type === type && each.value === value);
  if (fits) return { state: 'ok', detail: 'the provider takes its credentials' };
  const others = known.map((each) => each.value).join(', ');
  const detail = `the provider takes its credentials, but knows them as ${others}, not ${value}`;
  return { state: 'warning', detail, remedy: 'Correct `deliveryIdentifier` of the account, or its credentials' };
}
