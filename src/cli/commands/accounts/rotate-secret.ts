import { type SettingsPath, secretPaths } from '../../../contract/secret-paths.js';
import type { AccountRow } from '../../../directory/accounts/account-row.js';
import { type Rotation, withRotatedSecret } from '../../../directory/accounts/rotated-secret.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { Redactor } from '../../../observability/redactor.js';
import type { CommandContext } from '../../command.js';
import { knownAccount } from '../../options/known-account.js';
import type { Report } from '../../report.js';
import { withStore } from '../../rows/with-store.js';
import { openSession, type Session } from '../../session.js';
import { sendAccountCommand } from './send-account-command.js';

export interface RotateOptions {
  setting?: string;
  fromEnv?: string;
  dropOld?: boolean;
}

/** Gives an account a new secret once its provider takes it, or drops the old ones. */
export async function accountsRotateSecret(
  context: CommandContext,
  key: string,
  { setting, fromEnv, dropOld = false }: RotateOptions,
): Promise<Report> {
  await using session = await openSession(context);
  const row = await withStore(session.config, (store) => knownAccount(key, store));
  if (row.seed !== undefined) throw new ChannelwrightError('CW_USAGE', `${key} ${IN_CONFIGURATION}`);
  if (row.state === 'purged') throw new ChannelwrightError('CW_USAGE', `${key} was removed in HubSpot`);
  const path = settingOf(row, setting, session);
  const secret = await newSecret(context, fromEnv, dropOld);
  const rotation: Rotation = { setting: path, dropOld, ...(secret === undefined ? {} : { secret }) };
  await mustWork(row, rotation, session);
  const command = { name: 'accounts.rotate-secret', key, by: context.io.user, ...rotation } as const;
  const old = dropOld ? 'the old ones are dropped' : 'the old one is kept until `--drop-old`';
  return sendAccountCommand(row, command, `${key} has its ${path.join('.')}; ${old}.`, session, context);
}

const IN_CONFIGURATION =
  'has its settings in the configuration: put the new secret before the old one there, and restart';

/** Which of the adapter's secrets is meant. @throws ChannelwrightError `CW_USAGE` */
function settingOf(row: AccountRow, setting: string | undefined, { channels }: Session): SettingsPath {
  const definition = channels.byName(row.channel)?.definition;
  if (!definition) throw new ChannelwrightError('CW_USAGE', `channel "${row.channel}" is not configured`);
  const all = secretPaths(definition.accountSettings).filter((path) => !path.includes('*'));
  const present = all.filter(
    (path) => withRotatedSecret(row.settings, { setting: path, dropOld: false }) !== undefined,
  );
  const names = present.map((path) => path.join('.'));
  const meant = setting === undefined ? present : present.filter((path) => path.join('.') === setting);
  const [path, ...others] = meant;
  if (path && others.length === 0) return path;
  const said =
    names.length === 0 ? `${row.key} has no secret` : `name one of its secrets by --setting: ${names.join(', ')}`;
  throw new ChannelwrightError('CW_USAGE', said);
}

/** Never from the command line, which others can read. */
async function newSecret(
  { io }: CommandContext,
  variable: string | undefined,
  dropOld: boolean,
): Promise<string | undefined> {
  if (variable === undefined) {
    const given = dropOld ? '' : (await io.input()).trim();
    if (given === '' && !dropOld) throw new ChannelwrightError('CW_USAGE', 'write the new secret to standard input');
    return given === '' ? undefined : given;
  }
  const value = io.env[variable];
  if (!value) throw new ChannelwrightError('CW_USAGE', `the variable ${variable} is empty`);
  return value;
}

/** Nothing is written that the adapter would not read, or the provider does not take. */
async function mustWork(row: AccountRow, rotation: Rotation, { channels, config }: Session): Promise<void> {
  const runtime = channels.byName(row.channel);
  const settings = runtime?.definition.accountSettings.safeParse(withRotatedSecret(row.settings, rotation));
  if (!runtime || !settings?.success) {
    const issues = settings?.error?.issues.map(({ message }) => message).join('; ') ?? '';
    throw new ChannelwrightError(
      'CW_USAGE',
      `the adapter does not take it: ${hidden(issues, rotation, config.secrets)}`,
    );
  }
  const told = await runtime.adapter.validateAccount?.(settings.data);
  if (!told || 'identifiers' in told) return;
  const { class: failure, code, detail } = told.problem;
  const said = [failure, code, detail].filter((part) => part !== undefined).join(', ');
  throw new ChannelwrightError('CW_USAGE', `the provider does not take it: ${hidden(said, rotation, config.secrets)}`);
}

function hidden(text: string, { secret }: Rotation, known: Session['config']['secrets']): string {
  const redactor = new Redactor();
  redactor.register([...known, ...(secret === undefined ? [] : [secret])]);
  return redactor.text(text);
}
