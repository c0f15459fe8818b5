/**
 * What an adapter may have injected. `Symbol.for`, so that they are the same across copies of this package.
 */
export const TOKENS = {
  /** {@link HttpTransport}, one per channel configuration. */
  HttpTransport: Symbol.for('channelwright.HttpTransport'),
  /** {@link Logger} that names the channel. */
  Logger: Symbol.for('channelwright.Logger'),
  /** The channel's `settings`, parsed by the adapter's schema. */
  Settings: Symbol.for('channelwright.Settings'),
  /** {@link Clock}. */
  Clock: Symbol.for('channelwright.Clock'),
} as const;
