import { randomUUID } from 'node:crypto';
import type { Random } from './random.js';

export const systemRandom: Random = { next: () => Math.random(), uuid: () => randomUUID() };
