import fc from 'fast-check';
import type { ReceiptState } from '../../src/contract/provider-event.js';
import type { PipelineWorld, Told } from './pipeline-world.js';
import type { HubSpotTrouble } from './sim-hubspot.js';
import type { Behaviour } from './sim-provider.js';

/** Something that happens. As data, so that a case that failed reads as a story. */
export type Happening =
  | { do: 'agent'; conversation: string; parts: number; place: boolean; earlierMs: number }
  | { do: 'again'; message: number }
  | { do: 'customer'; conversation: string; direction: 'INCOMING' | 'OUTGOING' }
  | { do: 'echo'; call: number }
  | { do: 'receipt'; call: number; by: Told['by']; state: ReceiptState; idAt: number }
  | { do: 'watermark'; conversation: string; state: 'delivered' | 'read' }
  | { do: 'opt'; conversation: string; kind: 'optOut' | 'optIn' }
  | { do: 'provider'; behaviour: Behaviour }
  | { do: 'hubspot'; trouble: HubSpotTrouble }
  | { do: 'releaseLate' }
  | { do: 'pass'; ms: number }
  | { do: 'crash' }
  | { do: 'crashAt'; uses: number; when: 'before' | 'after' }
  | { do: 'operate'; name: 'pause' | 'resume' | 'gates.open' };

const conversation = fc.constantFrom('+15550191', '+15550192');
const index = fc.nat({ max: 7 });
const state = fc.constantFrom<ReceiptState>('accepted', 'sent', 'delivered', 'read', 'failed');

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.record({ kind: fc.constant('accepted' as const), ids: fc.constantFrom(1 as const, 2 as const) }),
  fc.constantFrom<Behaviour>({ kind: 'slow' }, { kind: 'rejected' }, { kind: 'blocked' }),
  fc.record({ kind: fc.constant('retry' as const), closes: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('uncertain' as const, 'hangs' as const), processed: fc.boolean() }),
  fc.constantFrom<Behaviour>(
    { kind: 'throws', when: 'before', processed: false },
    { kind: 'throws', when: 'after', processed: true },
    { kind: 'throws', when: 'after', processed: false },
  ),
);

const trouble = fc.constantFrom<HubSpotTrouble>(
  'none',
  'rate-limited',
  'unavailable',
  'bad-gateway',
  'reset-before',
  'reset-after',
  'late',
  'slow',
  'delayed',
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('agent' as const),
      conversation,
      parts: fc.integer({ min: 1, max: 3 }),
      place: fc.boolean(),
      earlierMs: fc.constantFrom(0, 0, 500, 5_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const), message: index }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('customer' as const),
      conversation,
      direction: fc.constantFrom('INCOMING' as const, 'INCOMING' as const, 'OUTGOING' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('echo' as const), call: index }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('receipt' as const),
      call: index,
      by: fc.constantFrom('id' as const, 'correlation' as const, 'both' as const),
      state,
      idAt: fc.nat({ max: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('watermark' as const),
      conversation,
      state: fc.constantFrom('delivered' as const, 'read' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('opt' as const),
      conversation,
      kind: fc.constantFrom('optOut' as const, 'optIn' as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('provider' as const), behaviour }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hubspot' as const), trouble }) },
  { weight: 1, arbitrary: fc.constant({ do: 'releaseLate' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(20, 600, 2_500, 11_000, 35_000, 61_000, 200_000, 1_000_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'crash' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('crashAt' as const),
      uses: fc.integer({ min: 1, max: 25 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('operate' as const),
      name: fc.constantFrom('pause' as const, 'resume' as const, 'gates.open' as const),
    }),
  },
);

/** A day in the life of one channel. */
export const happenings = fc.array(happening, { minLength: 1, maxLength: 24 });

export async function play(world: PipelineWorld, story: readonly Happening[]): Promise<void> {
  await world.begin();
  for (const each of story) await happen(world, each);
  await world.comeToRest();
}

async function happen(world: PipelineWorld, what: Happening): Promise<void> {
  switch (what.do) {
    case 'agent':
      return world.agentWrites(what.conversation, what.parts, what.place, what.earlierMs);
    case 'again': {
      const written = world.written[what.message];
      return written && world.tellOf(written);
    }
    case 'customer':
      return world.customerWrites(what.conversation, what.direction);
    case 'echo':
      return world.echo(what.call);
    case 'receipt':
      return world.receipt(what.call, what.by, what.state, what.idAt);
    case 'watermark':
      return world.watermark(what.conversation, what.state);
    case 'opt':
      return world.opt(what.conversation, what.kind);
    case 'provider':
      return world.provider.behave(what.behaviour);
    case 'hubspot':
      return world.hubspot.trouble(what.trouble);
    case 'releaseLate':
      return world.hubspot.releaseLate();
    case 'pass':
      return world.pass(what.ms);
    case 'crash':
      return world.crash();
    case 'crashAt':
      return world.crash({ uses: what.uses, when: what.when });
    case 'operate':
      return world.operate(what.name);
  }
}
