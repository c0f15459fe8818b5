import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { WorkStore } from '../../outbox/work-store.js';

/** A store to which nothing more gets through from the moment at which the power fails. */
export function mortalStore(store: WorkStore, isDead: () => boolean): WorkStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) =>
        isDead() && name !== 'close'
          ? Promise.reject(new ChannelwrightError('CW_STORE_FENCED'))
          : Reflect.apply(member, target, given);
    },
  });
}
