import { CONTRACT_VERSION } from '../../../contract/contract-version.js';
import type { CommandContext } from '../../command.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { table } from '../../output/table.js';
import type { Report } from '../../report.js';
import { openSession, type Session } from '../../session.js';
import { versionFindings } from '../check/check.js';
import { type Finding, saidOf } from '../check/finding.js';
import { accountFindings } from '../check/online.js';
import { storeFindings } from '../check/store.js';
import { storedAccountFindings } from '../check/stored-accounts.js';
import { accountStateFindings } from './account-state-findings.js';
import { doctorFacts } from './doctor-facts.js';
import { type Examination, examineAll } from './examination.js';
import { appIdExaminations } from './examine-app-ids.js';
import { appExaminations } from './examine-apps.js';
import { channelAccountExaminations } from './examine-channel-accounts.js';
import { channelExaminations } from './examine-channels.js';
import { portalExaminations } from './examine-portals.js';
import { publicUrlExaminations } from './examine-public-url.js';
import { storeExaminations } from './examine-store.js';
import { gateFindings } from './gate-findings.js';

/**
 * Looks at everything that a connector needs to do its work, with the engine running or not: what is wrong, and what to do about it.
 * Changes nothing, refreshes no token and sends nothing.
 */
export async function doctor(context: CommandContext): Promise<Report> {
  await using session = await openSession(context);
  const store = await storeFindings(session, context);
  const findings = [
    ...processFindings(session),
    ...versionFindings(session, context.scheduler.now()),
    ...store.findings,
  ];
  const looked = store.readable
    ? await examinations(session, context)
    : withoutStore(session, context, store.findings[0]);
  findings.push(...(await examineAll(looked, context.scheduler)));
  return { json: { findings }, text: textOf(findings), exitCode: exitCodeOf(findings, store.findings[0]) };
}

/** What a store that cannot be read keeps nobody from looking at. */
function withoutStore(session: Session, context: CommandContext, store: Finding): Examination[] {
  const rest = { check: 'portals, accounts, channels, gates', of: store.of };
  const detail = 'not looked at, since they are in the store';
  const after = store.state === 'failed' ? 'Mend the store' : 'Start this version, or run `channelwright migrate`';
  const finding: Finding = { ...rest, state: 'warning', detail, remedy: `${after}, then run it again` };
  return [
    { ...rest, examine: async () => [finding] },
    ...appExaminations(session, context),
    ...publicUrlExaminations(session, context),
  ];
}

async function examinations(session: Session, context: CommandContext): Promise<Examination[]> {
  const facts = await doctorFacts(session);
  const stored = {
    check: 'stored accounts',
    of: 'store',
    examine: async () => storedAccountFindings(facts.accounts, session),
  };
  const { config } = session;
  const states = {
    check: 'channel accounts',
    of: 'store',
    examine: async () => accountStateFindings(facts.accounts, config, context.scheduler.now()),
  };
  const gates = {
    check: 'gates',
    of: 'store',
    examine: async () => gateFindings(facts.gates, context.scheduler.now()),
  };
  const provider = { check: 'account', of: 'all', examine: () => accountFindings(session) };
  return [
    ...storeExaminations(session, context),
    stored,
    ...appExaminations(session, context),
    ...appIdExaminations(session, context, facts),
    ...publicUrlExaminations(session, context),
    ...channelExaminations(session, context, facts),
    ...portalExaminations(session, context, facts),
    states,
    gates,
    ...channelAccountExaminations(session, context, facts),
    provider,
  ];
}

function processFindings({ channels }: Session): Finding[] {
  const adapters = new Map(channels.all().map(({ definition }) => [definition.name, definition]));
  return [
    { check: 'Node.js', of: 'this machine', state: 'ok', detail: process.version },
    ...[...adapters.values()].map(({ name, version, contractVersion, settingsVersion }): Finding => {
      const detail = `version ${version}, contract ${contractVersion} of ${CONTRACT_VERSION}, settings ${settingsVersion}`;
      return { check: 'adapter', of: name, state: 'ok', detail };
    }),
  ];
}

function exitCodeOf(findings: readonly Finding[], store: Finding): ExitCode {
  if (store.state === 'failed') return EXIT.store;
  return findings.some(({ state }) => state === 'failed') ? EXIT.failed : EXIT.ok;
}

function textOf(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => [finding.check, finding.of, finding.state, saidOf(finding)]);
  const bad = findings.filter(({ state }) => state !== 'ok').length;
  const verdict = bad === 0 ? 'All is well.' : `${bad} of ${findings.length} findings need somebody.`;
  return `${table(['check', 'of', 'result', 'detail'], rows, '')}\n\n${verdict}`;
}
