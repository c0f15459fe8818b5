import { z } from 'zod';
import { apiPaths } from '../../hubspot/api-paths.js';
import type { ApiVersion } from '../../hubspot/api-version.js';
import { FILE_ACCESS } from '../../hubspot/schemas/file.js';
import { ApiError, invalid, notFound } from '../answers/api-error.js';
import { ok, type Reply } from '../answers/reply.js';
import { fileOf, param } from '../api/lookups.js';
import type { ApiCall, Operation, PortalCall } from '../api/operation.js';
import { readBody } from '../api/request-body.js';
import { importFile } from '../messages/file-import.js';
import { fullName, isPublic, isSignedLink, publicUrl, signedUrl, storeFile } from '../world/files.js';
import type { ImportTask, StoredFile } from '../world/model.js';
import { isoTime } from '../world/views.js';
import type { World } from '../world/world.js';

const READ = ['files', 'files.read', 'files.ui_hidden.read'];
const WRITE = ['files', 'files.write', 'files.ui_hidden.write'];
const auth = 'portal';
const DEFAULT_LINK_SECONDS = 3_600;

const access = z.enum(FILE_ACCESS);
const uploadOptions = z.looseObject({ access });
const importRequest = z.looseObject({
  access,
  url: z.url({ protocol: /^https?$/ }),
  name: z.string().optional(),
  folderId: z.string().optional(),
  folderPath: z.string().optional(),
});

const oneFile = (version: ApiVersion): string[] => [apiPaths(version).file];

/** The part of the Files API that connectors use, and the place where the bytes are. Facts: reference §6.5. */
export const FILE_OPERATIONS: Operation[] = [
  {
    name: 'files.upload',
    method: 'POST',
    paths: (version) => [apiPaths(version).files],
    auth,
    scopes: WRITE,
    handle: upload,
  },
  {
    name: 'files.import',
    method: 'POST',
    paths: (version) => [apiPaths(version).fileImport],
    auth,
    scopes: WRITE,
    handle: startImport,
  },
  {
    name: 'files.importStatus',
    method: 'GET',
    paths: (version) => [apiPaths(version).fileImportStatus],
    auth,
    scopes: READ,
    handle: importStatus,
  },
  {
    name: 'files.get',
    method: 'GET',
    paths: oneFile,
    auth,
    scopes: READ,
    handle: (call, world) => ok(fileView(pathFile(call, world), world)),
  },
  {
    name: 'files.signedUrl',
    method: 'GET',
    paths: (version) => [apiPaths(version).fileSignedUrl],
    auth,
    scopes: READ,
    handle: signLink,
  },
  {
    name: 'files.download',
    method: 'GET',
    paths: (version) => oneFile(version).map((path) => `${path}/download`),
    auth,
    scopes: READ,
    handle: (call, world) => bytesOf(pathFile(call, world)),
  },
  {
    name: 'files.content',
    method: 'GET',
    paths: () => ['/hubfs/:portalId/:fileId/:name'],
    auth: 'open',
    handle: content,
  },
];

function pathFile(call: PortalCall, world: World): StoredFile {
  return fileOf(param(call, 'fileId'), call.portalId, world);
}

async function upload(call: PortalCall, world: World): Promise<Reply> {
  const form = await readForm(call);
  const file = form.get('file');
  if (file === null || typeof file === 'string') throw invalid('The form has no file.');
  const folderPath = text(form, 'folderPath');
  if (folderPath === undefined && text(form, 'folderId') === undefined) {
    throw invalid('Either folderPath or folderId is required.');
  }
  const options = readOptions(text(form, 'options'));
  const stored = storeFile(
    {
      portalId: call.portalId,
      fileName: text(form, 'fileName') ?? file.name,
      contentType: file.type || 'application/octet-stream',
      bytes: new Uint8Array(await file.arrayBuffer()),
      access: options.access,
      folderPath: folderPath ?? '/',
    },
    world,
  );
  return ok(fileView(stored, world), 201);
}

async function readForm({ headers, body }: PortalCall): Promise<FormData> {
  try {
    const form = new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } });
    return await form.formData();
  } catch {
    throw invalid('The body is not a multipart form.');
  }
}

function readOptions(json: string | undefined): z.output<typeof uploadOptions> {
  try {
    return uploadOptions.parse(JSON.parse(json ?? ''));
  } catch {
    throw invalid('The options are not a JSON object with a valid access.');
  }
}

function text(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function signLink(call: PortalCall, world: World): Reply {
  const file = pathFile(call, world);
  const seconds = Number(call.query.get('expirationSeconds') ?? DEFAULT_LINK_SECONDS);
  if (!Number.isInteger(seconds) || seconds <= 0) throw invalid('expirationSeconds is not a positive whole number.');
  const expiresAtMs = world.scheduler.now() + seconds * 1000;
  return ok({
    url: signedUrl(file, expiresAtMs, world),
    expiresAt: isoTime(expiresAtMs),
    name: file.name,
    extension: file.extension,
    size: file.bytes.length,
    type: kindOf(file),
  });
}

function content(call: ApiCall, world: World): Reply {
  const file = world.state.files.get(param(call, 'fileId'));
  if (file?.portalId !== param(call, 'portalId')) throw notFound('file', param(call, 'fileId'));
  if (!isPublic(file) && !isSignedLink(file, call.query, world)) {
    throw new ApiError(403, { message: 'The link has expired or is not signed.' });
  }
  return partOf(file, call.headers['range']) ?? bytesOf(file);
}

/** One range, as the network of caches in front of HubSpot's files serves it. Source: RFC 9110, 14. */
function partOf({ bytes, contentType }: StoredFile, range: string | undefined): Reply | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  const { length } = bytes;
  if (from > to) return { status: 416, headers: { 'content-range': `bytes */${length}` }, empty: true };
  const headers = { 'content-range': `bytes ${from}-${to}/${length}`, 'accept-ranges': 'bytes' };
  return { status: 206, headers, bytes: bytes.subarray(from, to + 1), contentType };
}

function bytesOf({ bytes, contentType }: StoredFile): Reply {
  return { status: 200, bytes, contentType };
}

function startImport(call: PortalCall, world: World): Reply {
  const wanted = readBody(call, importRequest);
  if (wanted.folderId === undefined && wanted.folderPath === undefined) {
    throw invalid('Either folderPath or folderId is required.');
  }
  const task = importFile({ ...wanted, portalId: call.portalId }, world);
  const status = apiPaths(call.version).fileImportStatus.replace(':taskId', task.id);
  return ok({ id: task.id, links: { status: `${world.baseUrl()}${status}` } }, 202);
}

function importStatus(call: PortalCall, world: World): Reply {
  const task = world.state.imports.get(param(call, 'taskId'));
  if (task?.portalId !== call.portalId) throw notFound('task', param(call, 'taskId'));
  return ok(taskView(task, world));
}

function taskView(task: ImportTask, world: World) {
  const file = task.fileId === undefined ? undefined : world.state.files.get(task.fileId);
  const problem = task.problem;
  const error = { status: 'error', category: 'IMPORT_FAILED', message: problem, context: {}, links: {}, errors: [] };
  return {
    taskId: task.id,
    status: task.status,
    startedAt: isoTime(task.startedAtMs),
    completedAt: isoTime(task.completedAtMs ?? task.startedAtMs),
    ...(file === undefined ? {} : { result: fileView(file, world) }),
    ...(problem === undefined ? {} : { numErrors: 1, errors: [error] }),
  };
}

function fileView(file: StoredFile, world: World) {
  const url = publicUrl(file, world);
  return {
    id: file.id,
    name: file.name,
    path: `${file.folderPath.replace(/\/$/, '')}/${fullName(file)}`,
    type: kindOf(file),
    extension: file.extension,
    size: file.bytes.length,
    access: file.access,
    url,
    defaultHostingUrl: url,
    createdAt: isoTime(file.createdAtMs),
    updatedAt: isoTime(file.createdAtMs),
    archived: false,
  };
}

/** HubSpot's own kinds, not MIME types. */
function kindOf({ contentType }: StoredFile): string {
  if (contentType.startsWith('image/')) return 'IMG';
  if (contentType.startsWith('audio/')) return 'AUDIO';
  if (contentType.startsWith('video/')) return 'MOVIE';
  return contentType.startsWith('text/') || contentType === 'application/pdf' ? 'DOCUMENT' : 'OTHER';
}
