import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { Licence } from '../../outbox/licence.js';

/** The licence of the only process on an embedded store: it holds until the store is lost. */
export class ProcessLicence implements Licence {
  #lost = false;

  assertValid(): void {
    if (this.#lost) throw new ChannelwrightError('CW_STORE_FENCED');
  }

  lose(): void {
    this.#lost = true;
  }
}
