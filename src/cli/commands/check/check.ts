import { API_VERSION_SUPPORT, type ApiVersionSupport } from '../../../config/api-version-support.js';
import type { AppConfig } from '../../../config/connector-config.js';
import type { CommandContext } from '../../command.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { table } from '../../output/table.js';
import type { Report } from '../../report.js';
import { openSession, type Session } from '../../session.js';
import { learntIn } from '../channels/learnt-channel-ids.js';
import { accountsPortalFindings } from './accounts-portals.js';
import { type Finding, saidOf } from './finding.js';
import { onlineFindings } from './online.js';
import { storeFindings } from './store.js';
import { againstStoredAccounts } from './stored-accounts.js';

export interface CheckOptions {
  online?: boolean;
  againstStore?: boolean;
}

/**
 * Tries everything that a start needs, without starting. What is wrong with the configuration, its adapters and their settings
 * is an error, with every problem on a line of its own; the rest is a list of findings.
 */
export async function check(
  context: CommandContext,
  { online = false, againstStore = false }: CheckOptions,
): Promise<Report> {
  await using session = await openSession(context);
  const store = await storeFindings(session, context);
  const versions = versionFindings(session, context.scheduler.now());
  const findings = [configFinding(session), ...store.findings, ...versions];
  if (store.readable) {
    findings.push(...(await channelFindings(session)), ...(await accountsPortalFindings(session)));
  }
  if (againstStore && store.findings[0].state !== 'failed') findings.push(...(await againstStoredAccounts(session)));
  if (online && store.readable) findings.push(...(await onlineFindings(session, context)));
  const text = table(
    ['check', 'of', 'result', 'detail'],
    findings.map((finding) => [finding.check, finding.of, finding.state, saidOf(finding)]),
    '',
  );
  return { json: { findings }, text, exitCode: exitCodeOf(findings, store.findings[0]) };
}

function exitCodeOf(findings: readonly Finding[], store: Finding): ExitCode {
  if (store.state === 'failed') return EXIT.store;
  return findings.some(({ state }) => state === 'failed') ? EXIT.failed : EXIT.ok;
}

function configFinding({ config, channels }: Session): Finding {
  const adapters = new Map(channels.all().map(({ definition }) => [definition.name, definition.version]));
  const used = [...adapters].map(([name, version]) => `${name} ${version}`).join(', ');
  return {
    check: 'configuration',
    of: config.file,
    state: 'ok',
    detail: used === '' ? 'no channels' : `adapters: ${used}`,
  };
}

export function versionFindings({ config }: Session, nowMs: number): Finding[] {
  return Object.values(config.apps).map((app) => versionFinding(app, nowMs));
}

function versionFinding({ name, apiVersion }: AppConfig, nowMs: number): Finding {
  const { unsupportedFrom, until, instead }: ApiVersionSupport = API_VERSION_SUPPORT[apiVersion];
  const over = nowMs >= Date.parse(`${unsupportedFrom}-01`);
  const then = instead === undefined ? '' : `; then write \`apiVersion: ${instead}\``;
  return {
    check: 'apiVersion',
    of: `app ${name}`,
    state: over ? 'warning' : 'ok',
    detail: over
      ? `HubSpot supported ${apiVersion} until ${until}${instead === undefined ? '' : `: write \`apiVersion: ${instead}\``}`
      : `HubSpot supports ${apiVersion} until ${until}${then}`,
  };
}

/** Without HubSpot's id, nothing of a channel can be published or told. */
async function channelFindings({ config, store }: Session): Promise<Finding[]> {
  const learnt = await store.readIfThere(learntIn);
  return Object.values(config.channels).map(({ name, hubspotChannelId }) => {
    const id = hubspotChannelId ?? learnt?.get(name);
    const of = `channel ${name}`;
    if (id !== undefined) return { check: 'HubSpot id', of, state: 'ok', detail: id };
    return { check: 'HubSpot id', of, state: 'warning', detail: 'is not known yet: run `channelwright channels sync`' };
  });
}
