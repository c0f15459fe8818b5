import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { cpuOfServer } from '../../measure/process-tree.js';

/** How long it may take to answer, ms. */
const START_MS = 5_000;

/** Debian's redis-server, told to sync every write before it answers, as the other stores do. */
export class RedisServer implements AsyncDisposable {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    /** A socket in a folder, since it cannot pick a free port by itself. */
    readonly url: string,
  ) {}

  /** `undefined` where this machine has none. */
  static async start(): Promise<RedisServer | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'channelwright-redis-'));
    const socket = join(folder, 'redis.sock');
    const durable = [
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--save',
      '',
      '--maxmemory-policy',
      'noeviction',
    ];
    const args = ['--port', '0', '--unixsocket', socket, '--dir', folder, ...durable];
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    const server = new RedisServer(child, folder, socket);
    const failed = once(child, 'error').then(() => false);
    if (await Promise.race([failed, server.#answers()])) return server;
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }

  cpuMicros(): number {
    return cpuOfServer(this.process.pid!);
  }

  async forget(): Promise<void> {
    await this.#ask((redis) => redis.flushall());
  }

  async version(): Promise<string> {
    const info = await this.#ask((redis) => redis.info('server'));
    return /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exit = once(this.process, 'exit');
    this.process.kill();
    await exit;
    await rm(this.folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    await this.#ask((redis) => redis.ping());
    return true;
  }

  async #ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { connectTimeout: START_MS, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }
}
