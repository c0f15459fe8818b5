import { userInfo } from 'node:os';
import type { Io } from './io.js';

const END_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The real process. */
export const processIo: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  async input() {
    let text = '';
    process.stdin.setEncoding('utf8');
    for await (const piece of process.stdin) text += piece;
    return text;
  },
  env: process.env,
  get user() {
    return userName();
  },
  onEnd(listener) {
    for (const signal of END_SIGNALS) process.on(signal, listener);
    return () => {
      for (const signal of END_SIGNALS) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
};

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
