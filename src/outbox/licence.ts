/** Whether this process may still call: its ownership of the work has not run out. Checked in the tick of the socket write. */
export interface Licence {
  /** @throws ChannelwrightError `CW_STORE_FENCED` */
  assertValid(slot: number): void;
}

export const LICENCE = Symbol.for('channelwright.Licence');
