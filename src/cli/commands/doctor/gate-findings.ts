import type { GateRow } from '../../../outbox/gate.js';
import { agoText } from '../../output/table.js';
import type { Finding } from '../check/finding.js';

/** These close and open with the state of an account or a portal, of which there are findings. */
const TOLD_OTHERWISE = /^(held|consent):/;

/** Where nothing is sent, although nothing else is wrong: what an operator has paused, and what a refusal has closed. */
export function gateFindings(gates: readonly GateRow[], nowMs: number): Finding[] {
  return gates.filter(({ key }) => !TOLD_OTHERWISE.test(key)).map((gate) => gateFinding(gate, nowMs));
}

function gateFinding({ key, kind, closedAtMs, untilMs, reason }: GateRow, nowMs: number): Finding {
  const since = agoText(nowMs - closedAtMs);
  const why = [reason?.class, reason?.code, reason?.detail].filter((part) => part !== undefined).join(', ');
  const said = why === '' ? 'a refusal' : `a refusal (${why})`;
  const closed = kind === 'paused' ? `paused by an operator ${since}` : `closed by ${said} ${since}`;
  const opens =
    untilMs === undefined ? '' : `; opens by itself in ${Math.ceil(Math.max(0, untilMs - nowMs) / 1_000)} s`;
  return {
    check: 'gate',
    of: key,
    state: 'warning',
    detail: `nothing is sent: ${closed}${opens}`,
    remedy: kind === 'paused' ? resumeOf(key) : refusedOf(key),
  };
}

function resumeOf(key: string): string {
  const [scope, name] = halves(key, ':');
  const [app, portal] = halves(name, '/');
  const target = scope === 'portal' ? `--portal ${portal} --app ${app}` : `--${scope} ${name}`;
  return `Run \`channelwright resume ${target}\` when it is to send again`;
}

function halves(text: string, at: string): [string, string] {
  const place = text.indexOf(at);
  return [text.slice(0, place), text.slice(place + 1)];
}

function refusedOf(key: string): string {
  return `See \`channelwright gates list\` for what waits; mend the cause, then run \`channelwright gates open ${key}\``;
}
