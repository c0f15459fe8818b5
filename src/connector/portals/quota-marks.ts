import type { QuotaPast } from '../../hubspot/quota/portal-quota.js';
import { CHECKPOINT, CHECKPOINTS, type CheckpointBody } from '../../ingress/receiving/checkpoint-row.js';
import { everyRow } from '../../outbox/every-row.js';
import type { Submit } from '../../outbox/submit.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';

const PREFIX = 'quota|';

export interface QuotaMarksDeps {
  store: Pick<WorkStore, 'epoch' | 'read'>;
  submit: Submit;
  scheduler: Scheduler;
}

/** Which portals' quotas were as good as spent, kept in the store: a killed process cannot hand over what it has used. */
export class QuotaMarks {
  readonly #busyAtMs = new Map<string, number>();

  constructor(private readonly deps: QuotaMarksDeps) {}

  async load(): Promise<void> {
    for await (const { key, atMs } of everyRow(this.deps.store, CHECKPOINTS, PREFIX)) this.#busyAtMs.set(key, atMs);
  }

  pastOf(app: string, portal: string): QuotaPast {
    const { store, submit, scheduler } = this.deps;
    const key = `${PREFIX}${app}/${portal}`;
    return {
      before: store.epoch > 1 ? { kind: 'restarted', busyAtMs: this.#busyAtMs.get(key) } : undefined,
      onBusy: () => {
        const body: CheckpointBody = { key, value: 'busy' };
        // One that is not kept costs a refusal by HubSpot, at worst.
        submit({ kind: CHECKPOINT, app, portal, receivedAtMs: scheduler.now(), body }, 'aside').catch(() => undefined);
      },
    };
  }
}
