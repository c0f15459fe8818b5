import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configuration } from '../traffic/configuration.js';
import { Child } from './child.js';
import { SPOILT_BY } from './failed-messages.js';

/** HubSpot's own quota: corrected statuses wait for it, and nothing else does. */
export const HUBSPOT_QUOTA = { quota: { requests: 110, per: '10s' } };
const HALF_AN_HOUR_MS = 1_800_000;

export interface Corrected {
  corrected: number;
  carriedOut: string;
  seconds: number;
}

/** `messages correct` in a process of its own. */
export class Correction implements AsyncDisposable {
  readonly #command = Child.start('command');

  constructor(private readonly id: string) {}

  get pid(): number {
    return this.#command.pid;
  }

  /** Resolves when all are corrected, or it was interrupted. */
  async run(folder: string, store: string, hubspot: string): Promise<Corrected> {
    const config = join(folder, 'channelwright.json');
    await writeFile(config, JSON.stringify(configuration({ store, hubspot, provider: hubspot, ...HUBSPOT_QUOTA })));
    const where = `adapter-version=${SPOILT_BY} state=failed since=1d`;
    const what = ['--where', where, '--to', 'sent', '--yes', '--reason', 'bench', '--id', this.id];
    const argv = ['-c', config, 'messages', 'correct', ...what];
    const { document, seconds } = await this.#command.ask<{ document: Corrected; seconds: number }>(
      'run',
      { argv },
      { withinMs: HALF_AN_HOUR_MS },
    );
    return { ...document, seconds };
  }

  /** As Ctrl+C does. */
  async interrupt(): Promise<void> {
    await this.#command.ask('interrupt');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#command[Symbol.asyncDispose]();
  }
}
