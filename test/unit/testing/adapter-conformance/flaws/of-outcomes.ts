import { type FlawTable, over, told, toldOf } from './flawed.js';

export const outcomeFlaws: FlawTable = {
  'outcome/not-connected': { flaw: toldOf(({ detail }) => detail === 'refused', 'rejected') },
  'outcome/reset-after-request': { flaw: toldOf(({ detail }) => detail === 'other', 'retry') },
  'outcome/perhaps-sent': { flaw: toldOf(({ detail }) => detail === 'aborted', 'retry') },
  'outcome/answer-breaks-off': {
    flaw: over(async (request, send) => {
      const response = await send(request);
      return { ...response, json: () => response.json().catch(() => ({ id: 'made-up' })) };
    }),
  },
  'outcome/unlicensed': {
    flaw: {
      adapter: (good) => ({
        send: (part, ctx) =>
          Promise.resolve(good.send(part, ctx)).catch(() => ({
            kind: 'rejected',
            reason: { class: 'unknown', scope: 'message' },
          })),
      }),
    },
  },
  'outcome/unreadable-success': { flaw: toldOf(({ code }) => code === '200', 'accepted') },
  'outcome/server-error': { flaw: toldOf(({ code }) => Number(code) >= 500, 'retry') },
  'outcome/client-error': { flaw: toldOf(({ code }) => code === '404', 'accepted') },
  'outcome/too-many-requests': {
    flaw: told((outcome) => {
      if (outcome.kind !== 'retry') return outcome;
      const { afterMs: _, ...reason } = outcome.reason;
      return { kind: 'retry', reason };
    }),
  },
  'outcome/bad-credentials': { flaw: toldOf((reason) => reason.class === 'credentials-invalid', 'retry') },
  'outcome/redirect': {
    flaw: over(async (request, send) => {
      const response = await send(request);
      const { location } = response.headers;
      return location === undefined ? response : send({ ...request, url: location });
    }),
  },
  'outcome/documented': { flaw: { subject: () => ({ documented: [{ status: 409, expect: 'accepted' }] }) } },
};
