import type { ApiVersion } from '../../../../src/hubspot/api-version.js';
import type { AccessTokens } from '../../../../src/hubspot/client/access-tokens.js';
import { createHubSpotClient, type HubSpotClient } from '../../../../src/hubspot/client/hubspot-client.js';
import { staticTokens } from '../../../../src/hubspot/oauth/static-tokens.js';
import { PortalQuota } from '../../../../src/hubspot/quota/portal-quota.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { UndiciTransport } from '../../../../src/transport/undici-transport.js';
import { RecordingServer } from '../recording-server.js';

/** A client, its quota of ten requests a second, and the server it talks to. */
export class Connected implements AsyncDisposable {
  readonly scheduler = new ManualScheduler();
  readonly http = new UndiciTransport({ scheduler: this.scheduler });
  readonly quota = new PortalQuota(this.scheduler, { requests: 10, perMs: 1_000 });
  readonly server = new RecordingServer();

  static async start(): Promise<Connected> {
    const connected = new Connected();
    await connected.server.start();
    return connected;
  }

  client(tokens: AccessTokens = staticTokens('token-1'), version: ApiVersion = 'v3'): HubSpotClient {
    return createHubSpotClient({
      http: this.http,
      clock: this.scheduler,
      baseUrl: this.server.baseUrl,
      quota: this.quota,
      tokens,
      version,
    });
  }

  /** How many permits a class could have now. */
  free(): number {
    const permits = [];
    for (let one = this.quota.tryAcquire('status'); one; one = this.quota.tryAcquire('status')) permits.push(one);
    for (const one of permits) one.giveBack();
    return permits.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.http.destroy();
    await this.server.stop();
  }
}
