import type { Child } from '../processes/child.js';
import type { PouringServer } from './pouring-server.js';

/** One file of so many bytes on its way. @returns how many arrived */
export type FileWay = (child: Child, bytes: number, far: PouringServer) => Promise<number>;

/** Each way that a file can take through a connector, whose process is `child`. */
export const FILE_WAYS: Readonly<Record<string, FileWay>> = {
  'through a link': async (child, bytes) => {
    const answer = await fetch(await child.ask<string>('link', { bytes }));
    let size = 0;
    for await (const chunk of answer.body!) size += chunk.length;
    return size;
  },
  'in an upload to a provider': async (child, bytes, far) => {
    await child.ask('upload', { bytes });
    return far.received.at(-1)!;
  },
  'from a customer into HubSpot': async (child, bytes, far) => {
    const { kind } = await child.ask<{ kind: string }>('bringIn', { bytes });
    if (kind !== 'stored') throw new Error(`the file was not stored: ${kind}`);
    return far.received.at(-1)!;
  },
};
