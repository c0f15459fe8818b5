import { ChannelwrightError } from './errors/channelwright-error.js';
import { nodeTooOld, OLDEST_NODE } from './node-version.js';

// Imported before everything else, so that it speaks before anything fails for want of what newer versions have.
if (nodeTooOld() !== undefined) {
  throw new ChannelwrightError('CW_NODE_TOO_OLD', `${process.versions.node}, older than ${OLDEST_NODE}`);
}
