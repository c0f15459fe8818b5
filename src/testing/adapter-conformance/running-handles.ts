import { AsyncLocalStorage, createHook } from 'node:async_hooks';

/** Handles that keep a process alive. Source: Node.js documentation, `async_hooks`, "type". */
const LASTING = new Set(['Timeout', 'TCPWRAP', 'TCPSERVERWRAP', 'UDPWRAP', 'PIPEWRAP', 'PROCESSWRAP', 'WORKER']);

const watched = new AsyncLocalStorage<Map<number, Handle>>();

interface Handle {
  kind: string;
  resource: { hasRef?(): boolean };
}

/**
 * Runs work and tells which timers and sockets it has begun and not ended. Only its own are seen, whatever else the process
 * does meanwhile.
 *
 * @param settle waits a little for what has just been closed to be gone
 */
export async function handlesLeftBy(work: () => Promise<void>, settle: () => Promise<void>): Promise<string[]> {
  const begun = new Map<number, Handle>();
  const hook = createHook({
    init(id, kind, _trigger, resource) {
      if (LASTING.has(kind)) watched.getStore()?.set(id, { kind, resource });
    },
    destroy: (id) => void begun.delete(id),
  }).enable();
  try {
    await watched.run(begun, work);
    for (let tries = 0; tries < 10 && alive(begun).length > 0; tries += 1) await settle();
    return alive(begun);
  } finally {
    hook.disable();
  }
}

function alive(begun: ReadonlyMap<number, Handle>): string[] {
  return [...begun.values()].flatMap(({ kind, resource }) => (resource.hasRef?.() === false ? [] : [kind]));
}
