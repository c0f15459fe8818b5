import type { Container } from 'inversify';
import { DueWork } from '../../outbox/due/due-work.js';
import type { FoldObserver } from '../../outbox/fold/fold-observer.js';
import type { FoldEvent } from '../../outbox/reducer.js';
import { asTracedStep } from '../../outbox/traced-step.js';
import type { Emission } from '../../outbox/tx.js';
import { WORK, type WorkRow } from '../../outbox/work-row.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { Traces } from '../../policy/traces.js';
import type { LifecycleEmitter } from '../../status/lifecycle-emitter.js';
import { traceFolds } from '../observers/trace-steps.js';
import { DirectoryMirror, type Written } from './directory-mirror.js';

export interface FollowerParts {
  events: LifecycleEmitter;
  traces: Traces;
  scheduler: Scheduler;
  writable(can: boolean, cause?: unknown): void;
  lost(error: unknown): void;
}

/** Keeps what is in memory in step with the store, commit by commit; then due work and listeners hear of it. */
export class CommitFollower implements FoldObserver {
  constructor(
    private readonly container: Container,
    private readonly parts: FollowerParts,
  ) {}

  committed(rows: (table: string) => Written[]): void {
    this.container.get(DirectoryMirror).changed(rows);
    const work = rows(WORK.name) as { key: string; row: WorkRow | undefined }[];
    if (work.length > 0) this.container.get(DueWork).committed(work);
  }

  folded(events: readonly FoldEvent[]): void {
    traceFolds(this.parts.traces, events, this.parts.scheduler.now());
  }

  emitted(emissions: Emission[]): void {
    for (const emission of emissions) {
      const step = asTracedStep(emission);
      if (step) this.parts.traces.past(step.start, step.fromMs, step.toMs);
      else this.parts.events.emit(emission);
    }
  }

  writable(can: boolean, cause?: unknown): void {
    this.parts.writable(can, cause);
  }

  lost(error: unknown): void {
    this.parts.lost(error);
  }
}
