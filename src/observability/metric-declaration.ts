/** What is known of a metric. */
export interface MetricDeclaration {
  kind: 'counter' | 'gauge' | 'histogram';
  name: string;
  help: string;
  labels: readonly string[];
  /** Upper bounds of a histogram, in the unit of its name. */
  buckets?: readonly number[];
  /** Labels whose values others choose: beyond {@link MOST_VALUES} different ones, what is new is counted as `other`. */
  capped?: readonly string[];
}

/** How many values a capped label has at most, beside `other`. */
export const MOST_VALUES = 100;
