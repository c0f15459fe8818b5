import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { RealCalls } from './real-calls.js';

/** A store to which nothing more gets through from the moment at which the power fails. */
export function mortalStore(store: WorkStore, isDead: () => boolean, calls: RealCalls): WorkStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        if (isDead() && name !== 'close') return Promise.reject(new ChannelwrightError('CW_STORE_FENCED'));
        const answer: unknown = Reflect.apply(member, target, given);
        // The inbox is asked twice a second, and mostly for nothing.
        return answer instanceof Promise && name !== 'inbox' ? calls.track(answer) : answer;
      };
    },
  });
}
