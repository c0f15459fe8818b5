import { messageVerdict } from '../../src/status/aggregate.js';
import { failureTexts } from '../../src/status/failure-text.js';
import { MESSAGES, type MessageRow } from '../../src/status/message-row.js';
import { isDirty, STATUSES, type StatusRow, sameStatus } from '../../src/status/status-row.js';
import { APP, PORTAL } from './life.js';
import type { PipelineWorld, Written } from './pipeline-world.js';
import { receiptProblems } from './receipt-model.js';

const texts = failureTexts();

/** Who starts anew learns by a first call what the dead one had used: that call may be one too many. */
function overruns({ hubspot, lives }: PipelineWorld): string[] {
  const allowed = lives - 1;
  return hubspot.overruns > allowed ? [`the quota was overstepped ${hubspot.overruns} times in ${lives} lives`] : [];
}

/** What is not as it was promised, once everything has come to rest. Nothing: all is well. */
export async function problemsOf(world: PipelineWorld): Promise<string[]> {
  const messages = await rows<MessageRow>(world, MESSAGES.name);
  const statuses = await rows<StatusRow>(world, STATUSES.name);
  return [
    ...(await leftovers(world)),
    ...world.callsWhilePaused.map((text) => `${text} was sent although everything was paused`),
    ...overruns(world),
    ...[...world.hubspot.toldAtOnce].map((id) => `${id}: HubSpot was told two things at once`),
    ...world.written.flatMap((written) => {
      const key = `${APP}/${PORTAL}/${written.id}`;
      const message = messages.get(key);
      if (!message) return [`${written.id} was acknowledged and is not known`];
      return [...messageProblems(world, written, message, statuses.get(key)), ...receiptProblems(world, message)];
    }),
    ...copies(world),
    ...outgoingOrder(world),
    ...publications(world),
  ];
}

/** Nothing may be due, wait or lie about. */
async function leftovers({ store }: PipelineWorld): Promise<string[]> {
  const found: string[] = [];
  for (const table of ['work', 'lanes', 'inbox', 'dead_letters', 'gates']) {
    const count = await store.count({ table });
    if (count > 0) found.push(`${count} rows are left in ${table}: ${await keys(store, table)}`);
  }
  return found;
}

async function keys(store: PipelineWorld['store'], table: string): Promise<string> {
  if (table === 'inbox') return '';
  const [rows = []] = await store.read([{ table }]);
  return rows.map(({ doc }) => doc).join(', ');
}

function messageProblems(world: PipelineWorld, written: Written, message: MessageRow, status?: StatusRow): string[] {
  const { id, words } = written;
  const { sentWhen } = world.settings.status;
  const verdict = messageVerdict(message, world.settings.status);
  const shown = world.hubspot.shown.get(id)!;
  const problems: string[] = [];
  if (status && isDirty(status)) problems.push(`${id}: HubSpot has not been told`);
  if (verdict && !sameStatus(status?.desired, verdict)) {
    // Nobody can unread a message.
    if (!(status?.desired?.status === 'READ' && verdict.status === 'SENT')) {
      problems.push(`${id}: should be ${JSON.stringify(verdict)}, is wanted to be ${JSON.stringify(status?.desired)}`);
    }
  }
  const wanted = status?.desired ?? { status: 'SENT' as const };
  if (shown.statusType !== wanted.status)
    problems.push(`${id}: HubSpot shows ${shown.statusType}, not ${wanted.status}`);
  if (wanted.reason && shown.errorMessage !== texts.render(wanted.reason, 'en')) {
    problems.push(`${id}: HubSpot says "${shown.errorMessage}"`);
  }
  if (!verdict && sentWhen === 'accepted') problems.push(`${id}: nothing was ever decided`);
  const missing = words.filter((word) => !world.provider.calls.some((call) => call.processed && call.text === word));
  if (verdict && shown.statusType !== 'FAILED' && missing.length > 0) {
    problems.push(`${id}: HubSpot shows ${shown.statusType}, but ${missing.join(', ')} never reached the peer`);
  }
  if (shown.statusType === 'FAILED' && missing.length === 0 && !mayFail(world, words, wanted)) {
    problems.push(`${id}: HubSpot shows FAILED (${wanted.reason?.class}), but all of it reached the peer`);
  }
  return [...problems, ...regressions(world, id)];
}

/** All of it has reached the peer: a report of failure, or nobody's word, must be behind it. */
function mayFail(
  { told, provider, watermarks }: PipelineWorld,
  words: string[],
  wanted: { reason?: { class: string } },
) {
  const reported = told.some(({ call, state }) => state === 'failed' && words.includes(provider.calls[call]!.text));
  return reported || wanted.reason?.class === 'unconfirmed' || watermarks.size > 0;
}

/** What HubSpot had confirmed was not taken back, unless it had failed. */
function regressions({ hubspot }: PipelineWorld, id: string): string[] {
  const told = hubspot.told.get(id) ?? [];
  let confirmed: string | undefined;
  for (const { statusType, confirmed: isConfirmed } of told) {
    if (confirmed === 'READ' && statusType === 'SENT') return [`${id}: READ was taken back to SENT`];
    if (isConfirmed) confirmed = statusType;
    else if (statusType === 'FAILED') confirmed = undefined;
  }
  return [];
}

/** Nothing reaches a peer twice, unless somebody chose that it may. */
function copies({ provider, settings }: PipelineWorld): string[] {
  if (settings.onUncertain === 'resend') return [];
  const processed = Map.groupBy(
    provider.calls.filter((call) => call.processed),
    ({ text }) => text,
  );
  return [...processed].flatMap(([text, calls]) =>
    calls.length > 1 ? [`${text} reached the peer ${calls.length} times`] : [],
  );
}

/** Peers get the parts in HubSpot's order, as far as that was durable before the later one was heard of. */
function outgoingOrder({ provider, written, settings }: PipelineWorld): string[] {
  if (settings.onUncertain === 'resend') return [];
  const processed = provider.calls.filter((call) => call.processed).map(({ text }) => text);
  const place = (word: string) => processed.indexOf(word);
  const inside = written.flatMap(({ words }) =>
    outOfOrder(words.map(place).filter((at) => at >= 0)) ? [`${words.join(' ')} came in another order`] : [],
  );
  const between = written.flatMap((first) =>
    written.flatMap((second) => {
      if (first.conversation !== second.conversation || first.createdAtMs >= second.createdAtMs) return [];
      if (first.takenAt === undefined || second.triedAt === undefined || first.takenAt > second.triedAt) return [];
      const last = Math.max(...first.words.map(place));
      const next = Math.min(...second.words.map(place).filter((at) => at >= 0));
      return last > next ? [`${second.id} came before ${first.id} was through`] : [];
    }),
  );
  return [...inside, ...between];
}

function outOfOrder(places: number[]): boolean {
  return places.some((at, index) => index > 0 && at < places[index - 1]!);
}

/**
 * Each message from outside is in HubSpot once, in its order, and nothing of our own: unless we were never told what became of
 * it, and could not know it again.
 */
function publications({ customers, hubspot, provider, lives }: PipelineWorld): string[] {
  const lost = new Set(provider.calls.filter(({ accepted }) => !accepted || lives > 1).map(({ text }) => text));
  const own = new Set(provider.calls.map(({ text }) => text).filter((text) => !lost.has(text)));
  const problems = hubspot.published
    .filter(({ text }) => own.has(text))
    .map(({ text }) => `${text} was published as an echo`);
  const place = new Map(hubspot.published.map(({ text }, index) => [text, index]));
  for (const { word, direction } of customers) {
    const found = hubspot.published.filter(({ text }) => text === word);
    if (found.length !== 1) problems.push(`${word} is in HubSpot ${found.length} times`);
    else if (found[0]!.direction !== direction) problems.push(`${word} is in HubSpot as ${found[0]!.direction}`);
  }
  for (const conversation of new Set(customers.map(({ conversation }) => conversation))) {
    const words = customers.filter((one) => one.conversation === conversation && one.direction === 'INCOMING');
    if (outOfOrder(words.flatMap(({ word }) => place.get(word) ?? [])))
      problems.push(`${conversation}: customers out of order`);
  }
  return problems;
}

async function rows<Row>({ store }: PipelineWorld, table: string): Promise<Map<string, Row>> {
  const [found = []] = await store.read([{ table, limit: 1_000 }]);
  return new Map(found.map(({ key, doc }) => [key, JSON.parse(doc) as Row]));
}
