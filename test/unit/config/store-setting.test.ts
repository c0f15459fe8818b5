/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested */
import { describe, expect, it } from '@jest/globals';
import { configProblems } from '../../../src/config/config-problem.js';
import { parseConfig } from '../../../src/config/load-config.js';
import { storeName } from '../../../src/config/store-setting.js';

const URL_OF_ALL = 'postgres://cw:secret-1@db.internal:5433/connector';

function parse(store: unknown, env: Record<string, string> = {}, readFile = (_: string) => '') {
  const written = {
    publicUrl: 'https://connector.example.com',
    encryptionKeys: [Buffer.alloc(32, 7).toString('base64')],
    apps: { main: { appId: 4711, clientId: 'c', clientSecrets: ['client-secret'] } },
    ...(store === undefined ? {} : { store }),
  };
  return parseConfig(written, { directory: '/srv/cw', env, readFile });
}

function problems(store: unknown): string[] {
  try {
    parse(store);
  } catch (error) {
    return configProblems(error).map(({ path, problem, remedy }) => `${path} ${problem}. ${remedy}`);
  }
  return [];
}

describe('store', () => {
  it('is a file by default, or where a path stands', () => {
    expect(parse(undefined).store).toEqual({ kind: 'sqlite', path: '/srv/cw/data/channelwright.db' });
    expect(parse('sqlite:/var/cw.db').store).toEqual({ kind: 'sqlite', path: '/var/cw.db' });
  });

  it('is PostgreSQL where a URL stands, with everything else as it is by default', () => {
    expect(parse(URL_OF_ALL).store).toEqual({
      kind: 'postgres',
      url: URL_OF_ALL,
      poolSize: 10,
      statementTimeoutMs: 5_000,
      preparedStatements: true,
      migrate: true,
      schema: 'channelwright',
      expiryMs: 15_000,
    });
  });

  it('is PostgreSQL where an object stands', () => {
    const store = {
      url: 'postgresql://db.internal/connector',
      pool: 3,
      statementTimeout: '2s',
      preparedStatements: false,
      migrate: false,
      schema: 'cw_two',
      expiry: '1s',
      tls: { ca: 'ca.pem', rejectUnauthorized: false },
    };
    expect(parse(store).store).toEqual({
      kind: 'postgres',
      url: 'postgresql://db.internal/connector',
      poolSize: 3,
      statementTimeoutMs: 2_000,
      preparedStatements: false,
      migrate: false,
      schema: 'cw_two',
      expiryMs: 1_000,
      tls: { caFile: '/srv/cw/ca.pem', rejectUnauthorized: false },
    });
    expect(parse({ url: URL_OF_ALL, tls: {} }).store).toMatchObject({ tls: { rejectUnauthorized: true } });
  });

  it('may take its password, or all of it, from a variable or a file', () => {
    expect(parse('${DATABASE_URL}', { DATABASE_URL: URL_OF_ALL }).store).toMatchObject({ url: URL_OF_ALL });
    const url = 'postgres://cw@db.internal/connector';
    const given = parse({ url, password: '${file:/run/secrets/db}' }, {}, () => 'a@b:c/d#e%f\n');
    expect(given.store).toMatchObject({ url: 'postgres://cw:a%40b%3Ac%2Fd%23e%25f@db.internal/connector' });
  });

  it('keeps its password from the log in every form, and is named without it', () => {
    const { secrets, store } = parse({ url: 'postgres://cw@db.internal/connector', password: 'p@ss word' });
    expect(secrets).toEqual(expect.arrayContaining(['p@ss word', 'p%40ss%20word', (store as { url: string }).url]));
    expect(parse(URL_OF_ALL).secrets).toEqual(expect.arrayContaining(['secret-1', URL_OF_ALL]));
    expect(storeName(parse(URL_OF_ALL).store)).toBe('postgres://db.internal:5433/connector');
    expect(storeName(parse('sqlite:./cw.db').store)).toBe('/srv/cw/cw.db');
  });

  it.each<[string, unknown, string]>([
    ['another database', 'mysql://a/b', 'store is not a store. Write sqlite: and a path, such as sqlite:./data'],
    ['a path alone', './data/cw.db', 'store is not a store. Write sqlite: and a path'],
    ['no file', 'sqlite:', 'store names no file. Write sqlite: and a path'],
    ['no database', 'postgres://cw@db.internal', 'store names no database. Write'],
    ['half a URL', 'postgres:db', 'store is not a whole URL. Write'],
    ['a password that ends the host', 'postgres://cw:a#b@db/x', 'store is not a whole URL. Write'],
    ['a number', 4, 'store has none of the possible forms. Write sqlite: and a path'],
    ['an unknown key', { url: URL_OF_ALL, pools: 3 }, 'store.pools is not a known key. Did you mean "pool"?'],
    ['no URL', { pool: 3 }, 'store.url is missing. Add it. The URL of the database. Write postgres://'],
    ['a file', { url: 'sqlite:./x' }, 'store.url is not the URL of a PostgreSQL database. Write postgres://'],
    ['one connection', { url: URL_OF_ALL, pool: 1 }, 'store.pool is too small. Write a whole number from 2 to'],
    ['a short expiry', { url: URL_OF_ALL, expiry: '999ms' }, 'store.expiry is shorter than 1s. Write a duration of'],
    ['no duration', { url: URL_OF_ALL, expiry: '15' }, 'store.expiry is not a duration. Write a duration of at least'],
    ['no time at all', { url: URL_OF_ALL, statementTimeout: '0s' }, 'store.statementTimeout is shorter than 100ms. '],
    ['a schema in capitals', { url: URL_OF_ALL, schema: 'CW' }, 'store.schema is not a usable name. Write small'],
    ['a word for a flag', { url: URL_OF_ALL, migrate: 'yes' }, 'store.migrate is neither true nor false. Write true'],
    ['an unknown key of TLS', { url: URL_OF_ALL, tls: { CA: 'x' } }, 'store.tls.CA is not a known key. Did you'],
  ])('refuses %s', (_, store, expected) => {
    const found = problems(store);
    expect(found).toEqual([expect.stringContaining(expected)]);
    expect(found.join()).not.toContain('secret-1');
  });
});
