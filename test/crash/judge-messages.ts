import type { Message } from '../../src/emulator/world/model.js';
import { failureTexts } from '../../src/status/failure-text.js';
import { READ_BACK_AFTER_MS } from '../../src/status/patch-result.js';
import type { ReceiptState, Taken } from './facts.js';
import type { Written } from './ledger.js';
import type { Stage } from './stage.js';

type Shown = 'SENT' | 'READ' | 'FAILED';

/** Weakest first, as the design has it. */
const STRENGTH: readonly ReceiptState[] = ['accepted', 'sent', 'failed', 'delivered', 'read'];
const UNCONFIRMED = failureTexts().render({ class: 'unconfirmed' }, 'en');
const NO_ACCOUNT = failureTexts().render({ class: 'account-unavailable' }, 'en');

/** Each agent's message: at the peer at most once, and HubSpot shows what is true of it. */
export function judgeMessages({ emulator, ledger }: Stage, taken: readonly Taken[]): string[] {
  const holders = new Map<string, Taken[]>();
  for (const call of taken)
    for (const element of call.elements) holders.set(element, [...(holders.get(element) ?? []), call]);
  return ledger.written.flatMap((written) => {
    const message = emulator.control.message(written.id);
    const parts = written.elements.map((element) => holders.get(element) ?? []);
    const wasSeen =
      emulator.control.requests({ operation: 'messages.get', path: `/${written.id}`, status: 200 }).length > 0;
    return [...judgeCopies(written, parts), ...judgeShown(written, { message, wasSeen }, parts, ledger.lostCalls)];
  });
}

function judgeCopies({ id, elements }: Written, parts: Taken[][]): string[] {
  return elements
    .filter((_, index) => parts[index]!.length > 1)
    .map((element) => `${id}: ${element} reached the peer ${parts[elements.indexOf(element)]!.length} times`);
}

/** What HubSpot has of a message, and whether the connector has asked for it and was answered. */
interface AtHubSpot {
  message: Message;
  wasSeen: boolean;
}

function judgeShown(
  written: Written,
  { message, wasSeen }: AtHubSpot,
  parts: Taken[][],
  lostCalls: readonly string[],
): string[] {
  const { id } = written;
  const shown = message.status.statusType as Shown;
  const last = patchesOf(message).at(-1);
  // HubSpot shows SENT from the start: a connector that was about to say so, and sees it, has nothing to tell.
  if (!last && !wasSeen) return [`${id}: HubSpot was never told anything`];
  // What lands after HubSpot was asked what it shows, nobody looks for any more: as where this process got no turn for long.
  if (last && latenessMs(last) > READ_BACK_AFTER_MS) return regressions(message).map((which) => `${id}: ${which}`);
  const told = truths(parts, 'told');
  const known = truths(parts, 'happened');
  const unconfirmed = message.status.errorMessage?.includes(UNCONFIRMED) ?? false;
  const problems = regressions(message).map((which) => `${id}: ${which}`);
  if (message.status.errorMessage?.includes(NO_ACCOUNT)) problems.push(`${id}: said to have no account`);
  if (!told.has(shown) && !known.has(shown)) {
    problems.push(`${id}: HubSpot shows ${describe(message)}, the truth is ${[...told].join(' or ')}`);
  }
  const proven = parts.every(([call]) => call !== undefined && isProven(call));
  if (shown === 'FAILED' && isComplete(parts) && !hasFailed(parts) && !unconfirmed) {
    problems.push(`${id}: HubSpot shows ${describe(message)}, but the peer has it and nothing failed`);
  }
  if (unconfirmed && proven && !hasFailed(parts)) problems.push(`${id}: said to be unconfirmed, but proven`);
  const lost = parts.some(
    ([call]) => call?.key !== undefined && lostCalls.includes(call.key) && call.told.length === 0,
  );
  if (lost && shown !== 'FAILED') problems.push(`${id}: the outcome of a call was lost, and HubSpot shows ${shown}`);
  return problems;
}

/** What HubSpot may show in the end. */
function truths(parts: Taken[][], what: 'told' | 'happened'): Set<Shown> {
  if (!isComplete(parts)) return new Set(['FAILED']);
  const strongest = parts.map(([call]) => strongestOf(call![what]));
  if (strongest.includes('failed')) return new Set(['FAILED']);
  const good: Shown = strongest.at(-1) === 'read' ? 'READ' : 'SENT';
  // Where the connector may have lost the answer, and nobody reported, it must not say that it was sent.
  return parts.every(([call]) => isProven(call!)) ? new Set([good]) : new Set([good, 'FAILED']);
}

function isProven({ told, correlated }: Taken): boolean {
  return correlated && told.length > 0;
}

function isComplete(parts: Taken[][]): boolean {
  return parts.every(({ length }) => length > 0);
}

function hasFailed(parts: Taken[][]): boolean {
  return parts.some(([call]) => call?.happened.includes('failed'));
}

function strongestOf(states: readonly ReceiptState[]): ReceiptState | undefined {
  return states.toSorted((a, b) => STRENGTH.indexOf(b) - STRENGTH.indexOf(a))[0];
}

/** In the order in which HubSpot was asked: after an acknowledged READ, SENT may not follow unless it failed in between. */
function regressions({ history }: Message): string[] {
  const patches = patchesOf({ history }).toSorted((a, b) => a.receivedAtMs - b.receivedAtMs);
  let confirmed: string | undefined;
  const found: string[] = [];
  for (const { body, answered } of patches) {
    const { statusType } = body as { statusType: string };
    if (confirmed === 'READ' && statusType === 'SENT') found.push('READ was taken back to SENT');
    if (answered === 200) confirmed = statusType;
    else if (statusType === 'FAILED') confirmed = undefined;
  }
  return found;
}

type Patch = Message['history'][number];

/** In the order in which they landed. */
function patchesOf({ history }: Pick<Message, 'history'>): Patch[] {
  return history.filter(({ kind }) => kind === 'patch');
}

/** How long after it was made it landed. */
function latenessMs({ atMs, receivedAtMs }: Patch): number {
  return atMs - receivedAtMs;
}

function describe(message: Message): string {
  const { statusType, errorMessage } = message.status;
  const told = patchesOf(message).map((patch) => {
    const { statusType: what } = patch.body as { statusType: string };
    return `${what} ${patch.answered} ${latenessMs(patch)} ms late`;
  });
  return `${statusType} (${[errorMessage ?? [], told].flat().join('; ')})`;
}
