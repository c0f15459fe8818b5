import { isDeepStrictEqual } from 'node:util';
import type { ContentItem } from '../../contract/content-item.js';
import { FAILURE_CLASSES, type FailureReason } from '../../contract/failure-reason.js';
import type { Bench } from './bench.js';
import { deepFrozen } from './deep-frozen.js';
import { isRejection, outbound, planContext, planOf, textsOf } from './plan.js';
import { fileOf, longestText, promisedMessages } from './promised-content.js';
import { type AdapterRule, broken, expect, needs } from './rule.js';
import { CANARY_TEXT } from './send-try.js';

const WORD = 'heron ';

/** How a message becomes parts. */
export const planningRules: AdapterRule[] = [
  {
    id: 'plan/is-pure',
    why: 'A plan is made where no licence was given and no crash is watched for; after a restart it must come out the same.',
    remedy: 'Read only `message` and `ctx` in `planParts`; change neither, and make no request.',
    skip: needs('planParts'),
    check(bench) {
      for (const { what, content } of promisedMessages(bench)) {
        const message = deepFrozen(outbound(bench, structuredClone(content)));
        const context = planContext(bench);
        const plans = [0, 1].map(() => planned(what, () => bench.adapter.planParts?.(message, context)));
        expect(isDeepStrictEqual(plans[0], plans[1]), `the same plan twice for ${what}`, 'the plans differ');
      }
      expect(bench.network.requests.length === 0, 'no request while planning', 'there was one');
    },
  },
  {
    id: 'plan/within-limits',
    why: 'A text that is too long is refused by the provider, or cut without a word: the agent is not told what was left out.',
    remedy:
      'Measure with the provider’s own units in `capabilities.text.encode`, and cut in `planParts` by the same measure.',
    check(bench) {
      const { maxUnits, encode, format } = bench.capabilities.text;
      const text = WORD.repeat(Math.ceil((longestText(bench.capabilities).length * 2.5) / WORD.length));
      const plan = planOf(bench, [{ kind: 'text', text }]);
      if (isRejection(plan)) return known(plan.rejected, 'a long text');
      for (const { items } of plan) {
        for (const piece of textsOf(items, format?.counts !== false)) {
          const units = encode?.(piece).units ?? piece.length;
          expect(units <= maxUnits, `no text of more than ${maxUnits} units in a part`, `one has ${units}`);
        }
      }
    },
  },
  {
    id: 'plan/loses-nothing',
    why: 'A word that gets lost between two parts can turn a sentence into its opposite, and HubSpot shows the whole.',
    remedy: 'Cut texts so that the pieces together hold every word, in order.',
    check(bench) {
      const words = Array.from({ length: longestText(bench.capabilities).length / 2 }, (_, n) => `w${n}`);
      const plan = planOf(bench, [{ kind: 'text', text: words.join(' ') }]);
      if (isRejection(plan)) return known(plan.rejected, 'a long text');
      const kept = plan.flatMap(({ items }) => textsOf(items)).flatMap((text) => text.match(/w\d+/g) ?? []);
      expect(kept.join() === words.join(), `${words.length} words in their order`, `there are ${kept.length}`);
    },
  },
  {
    id: 'plan/too-large-files',
    why: 'A file over the limit that is uploaded anyway costs minutes, and ends in a refusal nobody can explain.',
    remedy: 'Refuse in `planParts` what no rule of `capabilities.media` takes, or turn it into a link.',
    check(bench) {
      const { media } = bench.capabilities;
      const largest = Math.max(0, ...(media?.rules ?? []).map(({ maxBytes }) => maxBytes));
      const tooLarge = fileOf('application/x-of-no-channel', largest + 1);
      const plan = planOf(bench, [tooLarge]);
      if (isRejection(plan)) return known(plan.rejected, 'a file that is too large');
      const carried = plan.flatMap(({ items }) => items).some(({ kind }) => kind === 'file');
      expect(!carried, 'a file that no rule takes to be refused or linked', 'it is in a part');
    },
  },
  {
    id: 'plan/everything-has-an-end',
    why: 'A message that becomes no part, or an error, is never sent and never FAILED: the agent waits for ever.',
    remedy: 'Give every kind of content a part, or refuse the message with a class of failure.',
    check(bench) {
      for (const [what, content] of everything(bench)) {
        const plan = planned(what, () => planOf(bench, content));
        if (isRejection(plan)) known(plan.rejected, what);
        else if (plan.some(({ items }) => !Array.isArray(items) || items.length === 0)) {
          broken(`parts with items for ${what}`, 'one is empty');
        } else if (content.length > 0) {
          expect(plan.length > 0, `a part or a refusal for ${what}`, 'there is neither');
        }
      }
    },
  },
];

function everything({ capabilities }: Bench): [what: string, content: ContentItem[]][] {
  const text: ContentItem = { kind: 'text', text: CANARY_TEXT };
  return [
    ['nothing', []],
    ['an emoji', [{ kind: 'text', text: '👨‍👩‍👧‍👦 ☂' }]],
    ['a location', [{ kind: 'location', latitude: -33.9, longitude: 151.2 }]],
    ['a contact without a name', [{ kind: 'contact', emails: [{ email: 'ann@example.com' }] }]],
    ['quick replies', [text, { kind: 'quickReplies', replies: [{ value: 'Yes', valueType: 'TEXT' }] }]],
    ['quick replies alone', [{ kind: 'quickReplies', replies: [{ value: 'https://example.com', valueType: 'URL' }] }]],
    ['what cannot be shown', [{ kind: 'unsupported' }]],
    [
      'a file without type, size and name',
      [{ kind: 'file', ref: { kind: 'url', url: 'https://x.example/f' }, usage: 'OTHER' }],
    ],
    ['many files', Array.from({ length: (capabilities.media?.maxCount ?? 1) + 1 }, () => fileOf('image/png', 10))],
    [
      'a bit of everything',
      [text, fileOf('image/jpeg', 10, { caption: 'see' }), { kind: 'location', latitude: 0, longitude: 0 }, text],
    ],
  ];
}

function planned<T>(what: string, plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    return broken(`a plan for ${what}`, `planning threw ${error instanceof Error ? error.message : String(error)}`);
  }
}

function known(reason: FailureReason | undefined, what: string): void {
  const fits = FAILURE_CLASSES.some((one) => one === reason?.class);
  expect(fits, `a refusal of ${what} with a known class`, `its class is ${reason?.class}`);
}
