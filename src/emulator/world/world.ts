import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { EmulatorState } from './state.js';
import type { Switches } from './switches.js';
import type { WebhookSender } from './webhook-sender.js';

/** What every operation works on. */
export interface World {
  readonly state: EmulatorState;
  /** Turned in place while the emulator runs. */
  readonly switches: Switches;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly webhooks: WebhookSender;
  /** Where the emulator listens, without a trailing slash. */
  readonly baseUrl: () => string;
  /** Signs the links to private files. */
  readonly linkSecret: string;
  /** Aborted when the emulator stops. */
  readonly lifetime: AbortSignal;
}
