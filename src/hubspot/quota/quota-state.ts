import { z } from 'zod';

const units = z.array(z.number()).max(100_000);

/**
 * What is taken of a portal's quota, as times from the moment it is written down: two machines need not agree on what time it is.
 * `status`, `other`: the units of the statuses and all other units, each by how long it is still taken. `others`: what is used
 * beside this connector, and for how long that counts. `max`: HubSpot's own limit, where it has said one. `pauseMs`: nothing may be
 * sent for so long. All in ms.
 */
export const quotaState = z.object({
  status: units,
  other: units,
  others: z.object({ units: z.number(), leftMs: z.number() }).exactOptional(),
  max: z.number().exactOptional(),
  pauseMs: z.number().exactOptional(),
});
export type QuotaState = z.infer<typeof quotaState>;

/** The state so much later, ms. */
export function stateAfter({ status, other, others, max, pauseMs = 0 }: QuotaState, ms: number): QuotaState {
  const left = (times: readonly number[]) => times.map((time) => time - ms).filter((time) => time > 0);
  return {
    status: left(status),
    other: left(other),
    ...(others && others.leftMs > ms ? { others: { ...others, leftMs: others.leftMs - ms } } : {}),
    ...(max === undefined ? {} : { max }),
    ...(pauseMs > ms ? { pauseMs: pauseMs - ms } : {}),
  };
}

/** Whether it says anything that a portal nobody has called yet would not know. */
export function saysAnything({ status, other, others, max, pauseMs }: QuotaState): boolean {
  return status.length + other.length > 0 || (others ?? max ?? pauseMs) !== undefined;
}
