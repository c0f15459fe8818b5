import type { Address } from '../../../contract/address.js';
import type { AccountRow } from '../../../directory/accounts/account-row.js';
import type { SuppressionCommand } from '../../../directory/people/suppression-reducer.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import type { CommandContext } from '../../command.js';
import { EXIT } from '../../exit-code.js';
import { type AccountOptions, meantAccounts } from '../../options/meant-accounts.js';
import { reasonOf } from '../../options/reason.js';
import { table } from '../../output/table.js';
import { ticker } from '../../output/ticker.js';
import type { Report } from '../../report.js';
import { withStore } from '../../rows/with-store.js';
import type { CommandBatch } from '../../sending/command-stream.js';
import { CARRIED_OUT, exitCodeOf } from '../../sending/send-commands.js';
import { type StreamEnd, sendStream } from '../../sending/send-stream.js';
import { openSession } from '../../session.js';
import { readAddresses } from './address-file.js';
import { suppressedOf, suppressionEvent } from './suppression-events.js';

export interface ImportOptions extends AccountOptions {
  opaque?: boolean;
  reason?: string;
  dryRun?: boolean;
}

const AT_ONCE = 100;
/** Refused lines that are shown; the others are counted. */
const SHOWN = 100;

/** What became of the lines of a file. */
class Tally {
  lines = 0;
  refused = 0;
  readonly shown: { line: number; problem: string }[] = [];
  /** By account and address. */
  known = 0;
  fresh = 0;

  refuse(line: number, problem: string): void {
    this.refused += 1;
    if (this.shown.length < SHOWN) this.shown.push({ line, problem });
  }
}

/** Takes opt-outs from a file, on every account that is meant. May be repeated: who has opted out already is left alone. */
export async function suppressionsImport(
  context: CommandContext,
  file: string,
  options: ImportOptions,
): Promise<Report> {
  const { opaque = false, dryRun = false, reason } = options;
  const asked = {
    name: 'suppressions.add',
    id: context.random.uuid(),
    ...(reason === undefined ? {} : { reason: reasonOf(reason) }),
  } as const;
  await using session = await openSession(context);
  const tally = new Tally();
  const tick = ticker(context);
  const accounts = await withStore(session.config, (store) => meantAccounts(options, session.config, store));
  const commands = async function* (store: WorkStore): AsyncGenerator<CommandBatch> {
    for await (const addresses of batches(readAddresses(file, opaque), tally)) {
      for (const account of accounts) {
        const fresh = await freshOf(addresses, account, tally, store);
        const events = [suppressionEvent(asked, account, fresh, context)];
        if (fresh.length > 0) yield { events, things: fresh.length };
      }
      tick(() => `${tally.lines} lines read, ${tally.fresh} opt-outs`);
    }
  };
  if (dryRun) {
    await withStore(session.config, async (store) => {
      for await (const _batch of commands(store)) tick(() => `${tally.lines} lines read`);
    });
    return importReport(tally, accounts, undefined);
  }
  const end = await sendStream(context, session.parts, { batches: commands, folded: async () => undefined });
  return importReport(tally, accounts, end);
}

async function* batches(lines: AsyncIterable<{ line: number; address: Address | string }>, tally: Tally) {
  let addresses: Address[] = [];
  for await (const { line, address } of lines) {
    tally.lines += 1;
    if (typeof address === 'string') tally.refuse(line, address);
    else addresses.push(address);
    if (addresses.length < AT_ONCE) continue;
    yield addresses;
    addresses = [];
  }
  if (addresses.length > 0) yield addresses;
}

async function freshOf(addresses: Address[], { key }: AccountRow, tally: Tally, store: WorkStore): Promise<Address[]> {
  const known = await suppressedOf(key, addresses, store);
  const fresh = addresses.filter(({ value }) => !known.has(value));
  tally.known += addresses.length - fresh.length;
  tally.fresh += fresh.length;
  return fresh;
}

function importReport(tally: Tally, accounts: readonly AccountRow[], end: StreamEnd | undefined): Report {
  const { lines, refused, shown, known, fresh } = tally;
  const name: SuppressionCommand['name'] | 'suppressions.import' = 'suppressions.import';
  const keys = accounts.map(({ key }) => key);
  const json = {
    command: name,
    dryRun: end === undefined,
    accounts: keys,
    lines,
    added: fresh,
    known,
    refused,
    refusedLines: shown,
  };
  const text = [
    `${lines} lines: ${lines - refused} addresses, ${refused} refused.`,
    `${keys.length} accounts: ${fresh} opt-outs ${end ? 'added' : 'to add'}, ${known} known before.`,
  ];
  if (refused > 0) {
    const rows = shown.map(({ line, problem }) => [line, problem]);
    text.push(table(['at', 'which'], rows, ''));
    if (refused > shown.length) text.push(`… and ${refused - shown.length} more.`);
  }
  if (end) text.push(end.isInterrupted ? 'It was interrupted: the same command goes on.' : CARRIED_OUT[end.carriedOut]);
  const hasFailed = refused > 0 || end?.isInterrupted;
  const exitCode = hasFailed ? EXIT.failed : exitCodeOf(end?.carriedOut ?? 'here');
  return { json: { ...json, ...end }, text: text.join('\n'), exitCode };
}
