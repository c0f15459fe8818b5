import { OfflineFold } from '../../../connector/fold-offline.js';
import type { RunParts } from '../../../connector/run-parts.js';
import { eraseKey } from '../../../directory/erasing/erase-work.js';
import { privacyErase } from '../../../directory/erasing/privacy-erase.js';
import { ERASED_CALL } from '../../../erasure/erased-call.js';
import { ChannelwrightError, isChannelwrightError } from '../../../errors/channelwright-error.js';
import { ENTRY_MISSED } from '../../../ingress/journal/missed-entry.js';
import { DEAD_LETTERS, EMPTIED } from '../../../outbox/dead-letter.js';
import { WORK, type WorkRow } from '../../../outbox/work-row.js';
import type { Find, WorkStore } from '../../../outbox/work-store.js';
import { PUBLICATIONS } from '../../../publication/publication-row.js';
import { MESSAGES } from '../../../status/message-row.js';
import type { CommandContext } from '../../command.js';
import { EXIT } from '../../exit-code.js';
import { mustBeKnown } from '../../options/must-be-known.js';
import { findPerson, isKnown, NOBODY, type Person, type PersonOptions } from '../../options/person.js';
import type { Report } from '../../report.js';
import { readRows } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { CARRIED_OUT, type CarriedOut, sendCommands } from '../../sending/send-commands.js';
import { openSession } from '../../session.js';
import { untilAskedToEnd } from '../../until-end.js';

export interface EraseOptions extends PersonOptions {
  dryRun?: boolean;
  yes?: boolean;
}

const LOOK_EVERY_MS = 250;
/** Looks between two counts, which take longer. */
const COUNT_EVERY = 20;

/** Forgets one person. What was begun goes on by itself, whether this command is interrupted or not. */
export async function privacyEraseCommand(
  context: CommandContext,
  { dryRun = false, yes = false, ...person }: EraseOptions,
): Promise<Report> {
  await using session = await openSession(context);
  const { config, parts } = session;
  const { found, counts } = await withStore(config, async (store) => {
    await mustBeKnown(person, config, store);
    const whom = await findPerson(person, config.encryptionKeys, store);
    return { found: whom, counts: await countsOf(whom, store) };
  });
  const known = isKnown(found);
  const said = `${known ? '' : `${NOBODY} `}${counts.conversations} conversations, ${counts.messages} messages, ${counts.received} received${inGroups(counts.groups)}`;
  if (dryRun || !yes) {
    if (!dryRun) throw new ChannelwrightError('CW_NOT_CONFIRMED', `${said} would go, for good; --dry-run only counts`);
    return { json: { command: 'privacy.erase', dryRun, known, ...counts }, text: `${said} would go.` };
  }
  const request = { peers: [person.peer], by: context.io.user };
  const before = await withStore(config, (store) => emptiedLetters(found, store));
  const events = found.portals.map((portal) => privacyErase(portal, request, context.scheduler.now()));
  const { carriedOut } = await sendCommands(events, parts);
  const isOver = carriedOut !== 'pending' && (await untilErased(found, person.peer, carriedOut, parts, context));
  const calls = await withStore(config, (store) => callsOf(found, store));
  const emptied = (await withStore(config, (store) => emptiedLetters(found, store))) - before;
  const text = isOver ? `${said} are gone.` : `${said} are going: it is begun, and goes on by itself.`;
  return {
    json: { command: 'privacy.erase', known, ...counts, carriedOut, isOver, calls, emptiedDeadLetters: emptied },
    text: [text, CARRIED_OUT[carriedOut], ...waitOf(calls), ...saidOfLetters(emptied)].join(' '),
    exitCode: isOver ? EXIT.ok : EXIT.pending,
  };
}

/** Calls that were under way when their message was erased: only what they come to is waited for, at most so long. */
interface Calls {
  underWay: number;
  untilMs?: number;
}

async function callsOf({ portals }: Person, store: WorkStore): Promise<Calls> {
  const ranges = portals.map(({ app, portal }) => `${ERASED_CALL}:${app}/${portal}/`);
  const reads = ranges.map((from) => ({ table: WORK.name, range: { column: 'key', from, until: `${from}~` } }));
  const due = (await store.read(reads)).flat().map(({ doc }) => (JSON.parse(doc) as WorkRow).dueAtMs);
  return due.length === 0 ? { underWay: 0 } : { underWay: due.length, untilMs: Math.max(...due) };
}

function waitOf({ underWay, untilMs }: Calls): string[] {
  if (untilMs === undefined) return [];
  const until = new Date(untilMs).toISOString();
  return [`HubSpot is told by ${until} what became of ${underWay} calls to people erased here that were under way.`];
}

/** Letters that have lost their content and are there still, of these portals or of no portal that is known. */
async function emptiedLetters({ portals }: Person, store: WorkStore): Promise<number> {
  let count = 0;
  for (const portal of new Set(['', ...portals.map((one) => one.portal)])) {
    for (const kind of [EMPTIED, ENTRY_MISSED]) {
      count += await store.count({ table: DEAD_LETTERS.name, equal: { portal, kind } });
    }
  }
  return count;
}

function saidOfLetters(emptied: number): string[] {
  if (emptied <= 0) return [];
  const are = emptied === 1 ? 'dead letter' : 'dead letters';
  return [
    `${emptied} ${are} that nobody could read may have been of others, too: the content is gone, \`dead-letters list\` has the cause.`,
  ];
}

function inGroups(groups: number): string {
  return groups === 0 ? '' : `, and what they wrote in ${groups} groups`;
}

async function countsOf({ conversations, groups }: Person, store: WorkStore) {
  const counts = { conversations: conversations.length, groups: groups.length, messages: 0, received: 0 };
  for (const { key: conversation } of conversations) {
    counts.messages += await store.count({ table: MESSAGES.name, equal: { conversation } });
    counts.received += await store.count({ table: PUBLICATIONS.name, equal: { conversation } });
  }
  return counts;
}

/** By the running engine, or here. Answers whether all of it is gone. */
async function untilErased(
  person: Person,
  peer: string,
  carriedOut: CarriedOut,
  parts: RunParts,
  context: CommandContext,
): Promise<boolean> {
  const { asked, done } = untilAskedToEnd(context.io);
  let isInterrupted = false;
  void asked.then(() => {
    isInterrupted = true;
  });
  try {
    if (carriedOut === 'here') return await eraseHere(parts, () => isInterrupted);
    return await withStore(parts.config, (store) => watch(person, peer, store, context, () => isInterrupted));
  } finally {
    done();
  }
}

/** An engine may have begun meanwhile: then it is the engine's. */
async function eraseHere(parts: RunParts, isInterrupted: () => boolean): Promise<boolean> {
  try {
    await using fold = await OfflineFold.open(parts);
    return await fold.erase(isInterrupted);
  } catch (error) {
    if (isChannelwrightError(error, 'CW_STORE_LOCKED')) return false;
    throw error;
  }
}

async function watch(
  person: Person,
  peer: string,
  store: WorkStore,
  { scheduler, progress }: CommandContext,
  isInterrupted: () => boolean,
): Promise<boolean> {
  for (let looks = 1; !isInterrupted(); looks++) {
    if (!(await isUnderWay(person, peer, store))) return true;
    if (looks % COUNT_EVERY === 0) {
      const { messages, received } = await countsOf(person, store);
      progress(`${messages + received} messages are left`);
    }
    await scheduler.sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** What is to be erased of this person, whatever else is erased at the same time. */
async function isUnderWay(person: Person, peer: string, store: WorkStore): Promise<boolean> {
  const rows = await readRows<WorkRow>(store, { table: WORK.name, keys: workOf(person, peer) });
  if (rows.length > 0) return true;
  const ofGroups = await store.read(person.portals.map(ofMembers));
  return person.groups.length > 0 && ofGroups.some((found) => found.length > 0);
}

/** Of which members, their names do not tell before it is begun. */
function ofMembers(at: Person['portals'][number]): Find {
  const from = eraseKey(at, { of: 'member', name: '' });
  return { table: WORK.name, range: { column: 'key', from, until: `${from}~` }, limit: 1 };
}

function workOf({ conversations, portals }: Person, peer: string): string[] {
  const ofConversations = conversations.map((row) => eraseKey(row, { of: 'conversation', name: row.key }));
  const known = conversations.flatMap(({ address, aliases }) => [address, ...aliases].map(({ value }) => value));
  const values = [...new Set([peer, ...known])];
  const ofAddresses = portals.flatMap((at) => values.map((name) => eraseKey(at, { of: 'address', name })));
  return [...ofConversations, ...ofAddresses];
}
