import type { IngressResponse } from './http/ingress-request.js';
import type { ProbeAnswer, Probes } from './ingress-deps.js';

type Probe = () => Promise<IngressResponse>;

/** Health and metrics. Not under the path of `publicUrl`: they are for those who run this process. */
export function probeRoutes(probes: Probes): [path: string, probe: Probe][] {
  return [
    ['/health/live', async () => health(probes.live())],
    ['/health/ready', async () => health(await probes.ready())],
    ['/metrics', () => metrics(probes)],
  ];
}

function health({ ok, detail }: ProbeAnswer): IngressResponse {
  return {
    status: ok ? 200 : 503,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ status: ok ? 'ok' : 'unavailable', ...detail }),
  };
}

async function metrics(probes: Probes): Promise<IngressResponse> {
  const { contentType, body } = await probes.metrics();
  return { status: 200, headers: { 'content-type': contentType, 'cache-control': 'no-store' }, body };
}
