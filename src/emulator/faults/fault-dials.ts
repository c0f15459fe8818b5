import type { Random } from '../../policy/random.js';
import { type Fault, type FaultEffect, type FaultSettings, faultSchema } from './fault.js';
import type { OperationName } from './operation-names.js';

/** A dial as it stands. */
export interface SetFault extends Fault {
  id: string;
  /** How many times it has applied. */
  applied: number;
}

export interface FaultTarget {
  operation: OperationName;
  portalId?: string | undefined;
}

/** What goes wrong with one request: at most one delay and one other effect, each of the oldest dial that matches. */
export interface Trouble {
  delayMs: number;
  effect?: FaultEffect;
}

const WEBHOOK_EFFECTS: readonly FaultEffect['kind'][] = ['duplicate-webhook', 'reorder-webhook', 'drop-webhook'];

/** The fault dials. */
export class FaultDials {
  #set: SetFault[] = [];
  #lastId = 0;

  constructor(private readonly random: Random) {}

  add(settings: FaultSettings): SetFault {
    this.#lastId += 1;
    const fault: SetFault = { ...faultSchema.parse(settings), id: String(this.#lastId), applied: 0 };
    this.#set.push(fault);
    return fault;
  }

  remove(id: string): boolean {
    const before = this.#set.length;
    this.#set = this.#set.filter((fault) => fault.id !== id);
    return this.#set.length < before;
  }

  clear(): void {
    this.#set = [];
  }

  list(): readonly SetFault[] {
    return this.#set;
  }

  /** Decides what goes wrong with one request or webhook, and counts it. */
  take(target: FaultTarget, nowMs: number): Trouble {
    this.#set = this.#set.filter((fault) => fault.untilMs === undefined || nowMs < fault.untilMs);
    const latency = this.#first(target, (kind) => kind === 'latency');
    const other = this.#first(target, (kind) => kind !== 'latency');
    this.#set = this.#set.filter((fault) => fault.times === undefined || fault.applied < fault.times);
    const delayMs = latency?.kind === 'latency' ? latency.ms + Math.round(latency.jitterMs * this.random.next()) : 0;
    return other ? { delayMs, effect: other } : { delayMs };
  }

  #first(target: FaultTarget, kinds: (kind: FaultEffect['kind']) => boolean): FaultEffect | undefined {
    const fault = this.#set.find((each) => kinds(each.effect.kind) && concerns(each, target) && this.#applies(each));
    if (fault) fault.applied += 1;
    return fault?.effect;
  }

  #applies(fault: SetFault): boolean {
    if (fault.times !== undefined && fault.applied >= fault.times) return false;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return false;
    }
    return fault.probability >= 1 || this.random.next() < fault.probability;
  }
}

function concerns(fault: Fault, { operation, portalId }: FaultTarget): boolean {
  if (fault.portalId !== undefined && fault.portalId !== portalId) return false;
  const forWebhooks = WEBHOOK_EFFECTS.includes(fault.effect.kind);
  if (forWebhooks) return operation === 'webhook';
  if (operation !== 'webhook') return fault.operations === undefined || fault.operations.includes(operation);
  return fault.effect.kind === 'latency' && (fault.operations?.includes('webhook') ?? false);
}
