import type { ConnectorConfig } from '../../../config/connector-config.js';
import type { SignatureRefusal } from '../../../connector/running/last-refusal.js';
import { Loopback } from '../../../connector/running/loopback.js';
import { type HttpTransport, isTransportError, type TransportErrorCode } from '../../../contract/http-transport.js';
import { FRAMEWORK_VERSION } from '../../../policy/framework-version.js';
import type { CommandContext } from '../../command.js';
import { agoText } from '../../output/table.js';
import type { Session } from '../../session.js';
import type { Finding } from '../check/finding.js';
import type { Examination } from './examination.js';

type Verdict = Pick<Finding, 'state' | 'detail' | 'remedy'>;

const HUBSPOT = /(^|\.)hubapi\.com$/;
const LOCAL = /^(localhost|127\.|\[::1\]|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|\.(local|internal|localhost)$/;

/** Whether what HubSpot and the providers call leads to this connector. */
export function publicUrlExaminations({ config, http }: Session, context: CommandContext): Examination[] {
  const subject = { check: 'public URL', of: config.publicUrl };
  const examine = async (signal: AbortSignal): Promise<Finding[]> => {
    const place = placeVerdict(config);
    const reached = await loopbackFindings(config, http, context, signal);
    return place ? [{ ...subject, ...place }, ...reached] : reached;
  };
  return [{ ...subject, examine }];
}

/** An address that only this machine knows is none for HubSpot. */
export function placeVerdict({ publicUrl, apps }: Pick<ConnectorConfig, 'publicUrl' | 'apps'>): Verdict | undefined {
  const { hostname, protocol } = new URL(publicUrl);
  const real = Object.values(apps).some(({ apiBaseUrl }) => HUBSPOT.test(new URL(apiBaseUrl).hostname));
  if (!real) return undefined;
  if (LOCAL.test(hostname)) {
    const remedy = 'Write the address that the internet knows this connector by; for a trial, that of a tunnel';
    return { state: 'failed', detail: 'HubSpot cannot call it: it leads nowhere outside', remedy };
  }
  if (protocol === 'https:') return undefined;
  return { state: 'failed', detail: 'HubSpot calls https only', remedy: 'Put a proxy with a certificate before it' };
}

async function loopbackFindings(
  { publicUrl, encryptionKeys }: ConnectorConfig,
  http: HttpTransport,
  { scheduler, random }: CommandContext,
  signal: AbortSignal,
): Promise<Finding[]> {
  const subject = { check: 'public URL', of: publicUrl };
  const loopback = new Loopback(encryptionKeys);
  const nonce = random.uuid();
  const url = `${publicUrl}/loopback/${loopback.question(nonce, scheduler.now())}`;
  try {
    const answer = await http.request({ method: 'GET', url, timeoutMs: 10_000, maxResponseBytes: 65_536, signal });
    const who = loopback.read(await answer.text(), nonce);
    if (!who) return [{ ...subject, ...strangerVerdict(answer.status) }];
    const other = who.version === FRAMEWORK_VERSION ? '' : `; this command is version ${FRAMEWORK_VERSION}`;
    const detail = `reached, and answered by this connector (version ${who.version}, instance ${who.instance.slice(0, 8)}${other})`;
    return [{ ...subject, state: 'ok', detail }, ...(who.refused ? [signatureFinding(who.refused, who.nowMs)] : [])];
  } catch (error) {
    const code = isTransportError(error) ? error.code : 'other';
    return [{ ...subject, ...failureVerdict(code, String((error as Error).message)) }];
  }
}

/** It may have been a stranger; where none of HubSpot's is accepted any more, it was not. */
function signatureFinding({ app, code, atMs }: SignatureRefusal, nowMs: number): Finding {
  const detail = `a webhook was refused for its signature ${agoText(nowMs - atMs)} (${code})`;
  const remedy =
    code === 'CW_SIGNATURE_STALE'
      ? 'See what is said of the clock'
      : 'Where that goes on: HubSpot signs with another client secret, or calls another address than `publicUrl`';
  return { check: 'signature', of: `app ${app}`, state: 'warning', detail, remedy };
}

function strangerVerdict(status: number): Verdict {
  if (status === 502 || status === 503 || status === 504) {
    const remedy = 'Start the connector, or correct where the proxy or tunnel leads';
    return { state: 'failed', detail: `a proxy answers ${status}: there is nothing behind it`, remedy };
  }
  const remedy =
    'See that `publicUrl` and its path lead to this connector, that the proxy keeps the path, and that all have the same `encryptionKeys` and time';
  return { state: 'failed', detail: `reached, but somebody else answers (${status})`, remedy };
}

const REMEDIES: Partial<Record<TransportErrorCode, string>> = {
  dns: 'Correct the name in `publicUrl`, or its DNS record',
  tls: 'Renew the certificate, or have the proxy send its whole chain',
  refused: 'Start the connector or the proxy before it, and see which port it listens on',
  'connect-timeout': 'Open the port in the firewall',
  timeout: 'See whether the connector is overloaded (`channelwright fleet`), or the proxy waits for something',
  forbidden: 'Add the address to `network.allowPrivate`, should it be right',
};

const SAID: Partial<Record<TransportErrorCode, string>> = {
  dns: 'its name is not known',
  tls: 'its certificate is not accepted',
  refused: 'nothing listens there',
  'connect-timeout': 'no connection within the time',
  timeout: 'no answer within the time',
};

function failureVerdict(code: TransportErrorCode, message: string): Verdict {
  const remedy = REMEDIES[code] ?? 'See what stands between this machine and the connector';
  return { state: 'failed', detail: `${SAID[code] ?? 'cannot be reached'} (${message})`, remedy };
}
