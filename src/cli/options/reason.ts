import { ChannelwrightError } from '../../errors/channelwright-error.js';

const LONGEST = 200;
const CONTROL = /\p{Cc}/u;

/** Why an operator does it, for the journal. @throws ChannelwrightError `CW_USAGE` */
export function reasonOf(given: string | undefined): string {
  const reason = given?.trim() ?? '';
  if (reason === '') {
    throw usage('--reason: say why, in a few words. They stay in the journal: name no person and no number');
  }
  if (reason.length > LONGEST || CONTROL.test(reason)) {
    throw usage(`--reason: one line of at most ${LONGEST} characters`);
  }
  return reason;
}

function usage(detail: string): ChannelwrightError {
  return new ChannelwrightError('CW_USAGE', detail);
}
