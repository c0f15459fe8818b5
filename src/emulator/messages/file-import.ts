import { request } from 'undici';
import { storeFile } from '../world/files.js';
import type { ImportTask } from '../world/model.js';
import type { World } from '../world/world.js';

interface ImportWanted {
  portalId: string;
  url: string;
  access: string;
  name?: string | undefined;
  folderPath?: string | undefined;
}

const MAX_BYTES = 64 * 1024 * 1024;

/** Begins to fetch a file. The task tells how far it is; it never throws. */
export function importFile(wanted: ImportWanted, world: World): ImportTask {
  const task: ImportTask = {
    id: world.random.uuid(),
    portalId: wanted.portalId,
    status: 'PROCESSING',
    startedAtMs: world.scheduler.now(),
  };
  world.state.imports.set(task.id, task);
  void fetchInto(task, wanted, world);
  return task;
}

async function fetchInto(task: ImportTask, wanted: ImportWanted, world: World): Promise<void> {
  try {
    const { bytes, contentType } = await download(wanted.url, world.lifetime);
    const fileName =
      wanted.name ?? (decodeURIComponent(new URL(wanted.url).pathname.split('/').at(-1) ?? '') || 'file');
    const { portalId, access, folderPath } = wanted;
    const file = storeFile({ portalId, fileName, contentType, bytes, access, folderPath: folderPath ?? '/' }, world);
    task.fileId = file.id;
    task.status = 'COMPLETE';
  } catch (error) {
    task.problem = error instanceof Error ? error.message : String(error);
    task.status = 'CANCELED';
  }
  task.completedAtMs = world.scheduler.now();
}

async function download(url: string, signal: AbortSignal): Promise<{ bytes: Uint8Array; contentType: string }> {
  const answer = await request(url, { signal });
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    throw new Error(`the URL answered ${answer.statusCode}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('the file is too large');
    chunks.push(chunk);
  }
  const contentType = String(answer.headers['content-type'] ?? 'application/octet-stream');
  return { bytes: Buffer.concat(chunks), contentType };
}
