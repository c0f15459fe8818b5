import type { AdapterDefinition } from '../contract/adapter-definition.js';
import type { Logger } from '../contract/logger.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import type { Overrides } from './channels/make-adapter.js';
import type { Between } from './run-parts.js';

/** What the host may hand over in code. */
export interface ConnectorOptions {
  /** Adapters handed over in code: they win over built-in ones and those the configuration names. */
  adapters?: readonly AdapterDefinition[];
  /** Replacements for what the adapters of a channel are injected with, by channel and token. */
  overrides?: Readonly<Record<string, Overrides>>;
  /** Where the log goes. Default: standard error, as `log:` of the configuration says, secrets redacted. */
  log?: Logger;
  /** For tests. */
  scheduler?: Scheduler;
  random?: Random;
  /** For tests: what stands between the engine and its store, or the network, to fail or to die there at a chosen moment. */
  between?: Between;
}
