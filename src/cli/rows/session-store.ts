import type { ConnectorConfig } from '../../config/connector-config.js';
import type { OpenStore } from '../../connector/stores/open-store.js';
import { isChannelwrightError } from '../../errors/channelwright-error.js';
import { openKept } from './with-store.js';

/**
 * The store as a command reads it that looks at it more than once: opened when it is first asked for, and kept until the command
 * has ended. Opening it costs more than what is then read. Makes none.
 */
export class SessionStore implements AsyncDisposable {
  #opened: Promise<OpenStore> | undefined;

  constructor(private readonly config: ConnectorConfig) {}

  /** @throws ChannelwrightError `CW_STORE_ABSENT`, `CW_STORE_*`; the next call tries again */
  async read<T>(use: (store: OpenStore) => Promise<T>): Promise<T> {
    this.#opened ??= openKept(this.config, 'reader').catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return use(await this.#opened);
  }

  /** The same, where it is no mistake that there is no store yet: then the answer is `undefined`. */
  async readIfThere<T>(use: (store: OpenStore) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.read(use);
    } catch (error) {
      if (isChannelwrightError(error, 'CW_STORE_ABSENT')) return undefined;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#opened?.catch(() => undefined))?.close();
  }
}
