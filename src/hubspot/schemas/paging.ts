import { z } from 'zod';
import { listOf } from './lenient.js';

const cursor = z.union([z.string(), z.number().transform(String)]);

const paging = z.looseObject({
  next: z.looseObject({ after: cursor, link: z.string().optional() }).optional(),
  prev: z.looseObject({ before: cursor, link: z.string().optional() }).optional(),
});

/** One page of a collection. The last one has no `paging.next`. An element that cannot be read is left out. */
export function page<T extends z.ZodType>(element: T) {
  return z.looseObject({ total: z.number().optional(), results: listOf(element), paging: paging.optional() });
}

export interface Page<T> {
  total?: number | undefined;
  results: T[];
  paging?: z.infer<typeof paging> | undefined;
}

/** What a list operation may be asked for. */
export interface PageQuery {
  after?: string;
  limit?: number;
  sort?: string[];
}
