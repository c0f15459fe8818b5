import type { AppConfig } from '../../../config/connector-config.js';
import type { HttpTransport } from '../../../contract/http-transport.js';
import type { Scheduler } from '../../../policy/scheduler.js';
import type { Finding } from '../check/finding.js';

/** The header counts in seconds, and the answer takes its time: less than this says nothing, ms. */
const WARN_MS = 30_000;
/** Signatures are good for five minutes: a minute is left for a webhook's way, ms. Source: HubSpot, "Validating requests". */
const ERROR_MS = 4 * 60_000;

/** How far this machine's clock is from HubSpot's, by the `Date` of any answer. */
export async function clockFinding(
  { name, apiBaseUrl }: Pick<AppConfig, 'name' | 'apiBaseUrl'>,
  http: HttpTransport,
  clock: Pick<Scheduler, 'now'>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const askedMs = clock.now();
  const finding = { check: 'clock', of: `app ${name}` };
  try {
    const answer = await http.request({ method: 'GET', url: apiBaseUrl, timeoutMs: 10_000, signal });
    const body = answer.text();
    const nowMs = clock.now();
    await body.catch(() => '');
    return [{ ...finding, ...clockVerdict(answer.headers['date'], askedMs, nowMs) }];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ ...finding, state: 'warning', detail, remedy: 'See whether HubSpot can be reached from here' }];
  }
}

/** Pure. */
export function clockVerdict(
  date: string | undefined,
  askedMs: number,
  answeredMs: number,
): Pick<Finding, 'state' | 'detail' | 'remedy'> {
  const theirsMs = Date.parse(date ?? '');
  if (Number.isNaN(theirsMs)) return { state: 'ok', detail: 'HubSpot does not say what time it is' };
  // Anything between question and answer is no difference at all.
  const aheadMs = Math.max(0, askedMs - (theirsMs + 1_000)) - Math.max(0, theirsMs - answeredMs);
  const [apartMs, side] = aheadMs > 0 ? [aheadMs, 'ahead of'] : [-aheadMs, 'behind'];
  if (apartMs <= WARN_MS) return { state: 'ok', detail: 'agrees with HubSpot’s' };
  const detail = `this machine is ${Math.round(apartMs / 1_000)} s ${side} HubSpot: signatures are refused from 300 s on`;
  return { state: apartMs > ERROR_MS ? 'failed' : 'warning', detail, remedy: 'Let the machine keep time by NTP' };
}
