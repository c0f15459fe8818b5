import { resolve } from 'node:path';
import { z } from 'zod';
import { DEFAULTS, POSTGRES_DEFAULTS } from './defaults.js';
import { duration } from './duration.js';
import { credential, wholeNumber } from './scalars.js';

/** Where everything is kept, as it is obeyed. */
export type StoreConfig = SqliteStoreConfig | PostgresStoreConfig;

export interface SqliteStoreConfig {
  kind: 'sqlite';
  /** Absolute. */
  path: string;
}

export interface PostgresStoreConfig {
  kind: 'postgres';
  /** With user and password: never to be written. See `storeName`. */
  url: string;
  poolSize: number;
  statementTimeoutMs: number;
  /** Statements are prepared once for each connection. A pool between us and the database may refuse that. */
  preparedStatements: boolean;
  /** A start brings the schema up to date. */
  migrate: boolean;
  /** Of the database, in which the tables are. */
  schema: string;
  /** How long a replica is taken for alive after each heartbeat. */
  expiryMs: number;
  /** Absent: as the URL says. */
  tls?: { caFile?: string; rejectUnauthorized: boolean };
}

const SQLITE = 'sqlite:';
const LEAST_POOL = 2;
const LEAST_EXPIRY_MS = 1_000;
const LEAST_STATEMENT_MS = 100;

const POSTGRES_REMEDY =
  'Write postgres://user:password@host:5432/database; in a password, @ : / # ? and % in their percent forms, such as %40, or the password by itself as store.password.';

function postgresFault(text: string): string | undefined {
  if (!/^postgres(ql)?:/.test(text)) return 'is not the URL of a PostgreSQL database';
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:\/\//.test(text)) return 'is not a whole URL';
  // What stands behind an unescaped sign of the password would be taken for the host, and be shown as such.
  if (url.hash !== '' || text.split('@').length > 2) return 'has a password with signs that must be in percent form';
  if (url.pathname.length < 2) return 'names no database';
  return undefined;
}

function storeFault(text: string): string | undefined {
  if (text.startsWith(SQLITE)) return text.length > SQLITE.length ? undefined : 'names no file';
  return /^postgres(ql)?:/.test(text) ? postgresFault(text) : 'is not a store';
}

function flag(description: string) {
  return z.boolean('is neither true nor false').meta({ description, remedy: 'Write true or false.' });
}

const tls = z
  .strictObject({
    ca: z
      .string()
      .min(1, 'is empty')
      .optional()
      .meta({ description: 'A file with the certificates that are trusted, PEM. Default: those of Node.js.' }),
    rejectUnauthorized: flag('Whether a certificate that cannot be verified ends the connection.').prefault(
      POSTGRES_DEFAULTS.tls.rejectUnauthorized,
    ),
  })
  .optional()
  .meta({ description: 'Encrypts the connections. Left out: as `sslmode` in the URL says.' });

const postgres = z
  .strictObject({
    url: z
      .string()
      .superRefine(refuse(postgresFault))
      .meta({ description: 'The URL of the database.', remedy: POSTGRES_REMEDY }),
    password: credential('Its password, where it is not part of the URL. Any characters.').optional(),
    pool: wholeNumber('Connections of one replica, at most.', LEAST_POOL, 1_000).prefault(POSTGRES_DEFAULTS.pool),
    statementTimeout: duration('How long one statement may take, at least 100ms.')
      .refine((ms) => ms >= LEAST_STATEMENT_MS, 'is shorter than 100ms')
      .meta({ remedy: 'Write a duration of at least 100ms, such as 10s.' })
      .prefault(POSTGRES_DEFAULTS.statementTimeout),
    preparedStatements: flag('Whether statements are prepared once for each connection.').prefault(
      POSTGRES_DEFAULTS.preparedStatements,
    ),
    migrate: flag('Whether a start brings the schema up to date.').prefault(POSTGRES_DEFAULTS.migrate),
    schema: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'is not a usable name')
      .prefault(POSTGRES_DEFAULTS.schema)
      .meta({
        description: 'The schema in which the tables are.',
        remedy: 'Write small letters, digits and "_", at most 63, and no digit first.',
      }),
    expiry: duration('How long a replica is taken for alive after each heartbeat, at least 1s.')
      .refine((ms) => ms >= LEAST_EXPIRY_MS, 'is shorter than 1s')
      .meta({ remedy: 'Write a duration of at least 1s, such as 15s.' })
      .prefault(POSTGRES_DEFAULTS.expiry),
    tls,
  })
  .meta({ description: 'PostgreSQL, for any number of replicas.' });

const written = z.string().superRefine(refuse(storeFault)).meta({ description: 'sqlite: and a path, or a URL.' });

/** The setting `store`: a text, or an object for PostgreSQL. */
export const storeSetting = z
  .union([written, postgres], {
    // What is wrong with a text is said, not that it is no object either.
    error: ({ input }) => (typeof input === 'string' ? storeFault(input) : undefined),
  })
  .meta({
    description: 'Where everything is kept. A relative path starts at the folder of this file.',
    remedy: `Write sqlite: and a path, such as ${DEFAULTS.store}, or the URL of a PostgreSQL database. ${POSTGRES_REMEDY}`,
  });

function refuse(faultOf: (text: string) => string | undefined) {
  return (text: string, context: z.core.$RefinementCtx<string>): void => {
    const message = faultOf(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  };
}

/** As it was parsed, in the form in which it is obeyed. */
export function toStoreConfig(parsed: z.output<typeof storeSetting>, directory: string): StoreConfig {
  if (typeof parsed !== 'string') return toPostgres(parsed, directory);
  if (!parsed.startsWith(SQLITE)) return toPostgres(postgres.parse({ url: parsed }), directory);
  return { kind: 'sqlite', path: resolve(directory, parsed.slice(SQLITE.length)) };
}

/** As one is written on a command line; `undefined`: it is none. */
export function storeOf(text: string, directory: string): StoreConfig | undefined {
  return storeFault(text) === undefined ? toStoreConfig(text, directory) : undefined;
}

function toPostgres(parsed: z.output<typeof postgres>, directory: string): PostgresStoreConfig {
  const { url, password, pool, statementTimeout, preparedStatements, migrate, schema, expiry, tls: given } = parsed;
  return {
    kind: 'postgres',
    url: password === undefined ? url : withPassword(url, password),
    poolSize: pool,
    statementTimeoutMs: statementTimeout,
    preparedStatements,
    migrate,
    schema,
    expiryMs: expiry,
    ...(given === undefined ? {} : { tls: toTls(given, directory) }),
  };
}

function toTls({ ca, rejectUnauthorized }: NonNullable<z.output<typeof tls>>, directory: string) {
  return { rejectUnauthorized, ...(ca === undefined ? {} : { caFile: resolve(directory, ca) }) };
}

/** Of a URL without a host (a socket on this machine), it is no part. */
function withPassword(text: string, password: string): string {
  const url = new URL(text);
  if (url.hostname === '') url.searchParams.set('password', password);
  else url.password = encodeURIComponent(password);
  return url.href;
}

/** What of it must never be written, in every form in which it could be. */
export function storeSecrets(store: StoreConfig): string[] {
  if (store.kind === 'sqlite') return [];
  const { password, searchParams } = new URL(store.url);
  const forms = [store.url, password, decoded(password), searchParams.get('password') ?? ''];
  return [...new Set(forms)].filter((text) => text !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How a person is told of it: without user, password and options. */
export function storeName(store: StoreConfig): string {
  if (store.kind === 'sqlite') return store.path;
  const { host, pathname, searchParams } = new URL(store.url);
  return `postgres://${host || (searchParams.get('host') ?? '')}${pathname}`;
}
