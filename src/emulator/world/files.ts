import { createHmac, timingSafeEqual } from 'node:crypto';
import type { StoredFile } from './model.js';
import type { World } from './world.js';

export interface NewFile {
  portalId: string;
  /** With its extension, if it has one. */
  fileName: string;
  contentType: string;
  bytes: Uint8Array;
  access?: string;
  folderPath?: string;
}

export function storeFile(file: NewFile, { state, scheduler }: World): StoredFile {
  const dot = file.fileName.lastIndexOf('.');
  const stored: StoredFile = {
    id: state.newId('file'),
    portalId: file.portalId,
    name: dot > 0 ? file.fileName.slice(0, dot) : file.fileName,
    extension: dot > 0 ? file.fileName.slice(dot + 1) : '',
    contentType: file.contentType,
    bytes: file.bytes,
    access: file.access ?? 'PRIVATE',
    folderPath: file.folderPath ?? '/',
    createdAtMs: scheduler.now(),
  };
  state.files.set(stored.id, stored);
  return stored;
}

export function fullName({ name, extension }: StoredFile): string {
  return extension === '' ? name : `${name}.${extension}`;
}

export function isPublic(file: StoredFile): boolean {
  return file.access.startsWith('PUBLIC_');
}

/** Where the bytes of a public file are; of a private one it answers 403 without a signature. */
export function publicUrl(file: StoredFile, world: World): string {
  return `${world.baseUrl()}/hubfs/${file.portalId}/${file.id}/${encodeURIComponent(fullName(file))}`;
}

export function signedUrl(file: StoredFile, expiresAtMs: number, world: World): string {
  return `${publicUrl(file, world)}?expires=${expiresAtMs}&signature=${linkSignature(file, String(expiresAtMs), world)}`;
}

export function isSignedLink(file: StoredFile, query: URLSearchParams, world: World): boolean {
  const expires = query.get('expires') ?? '';
  const given = Buffer.from(query.get('signature') ?? '');
  const expected = Buffer.from(linkSignature(file, expires, world));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  return Number(expires) > world.scheduler.now();
}

function linkSignature({ portalId, id }: StoredFile, expires: string, { linkSecret }: World): string {
  return createHmac('sha256', linkSecret).update(`${portalId}/${id}/${expires}`).digest('base64url');
}
