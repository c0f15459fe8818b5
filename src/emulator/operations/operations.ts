import type { Operation } from '../operation.js';
import { ACCOUNT_OPERATIONS } from './account-operations.js';
import { CHANNEL_OPERATIONS } from './channel-operations.js';
import { FILE_OPERATIONS } from './file-operations.js';
import { INBOX_OPERATIONS } from './inbox-operations.js';
import { MESSAGE_OPERATIONS } from './message-operations.js';
import { OAUTH_OPERATIONS } from './oauth-operations.js';
import { THREAD_OPERATIONS } from './thread-operations.js';

/** Every operation of the emulated API. */
export const OPERATIONS: readonly Operation[] = [
  ...CHANNEL_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...MESSAGE_OPERATIONS,
  ...OAUTH_OPERATIONS,
  ...FILE_OPERATIONS,
  ...INBOX_OPERATIONS,
  ...THREAD_OPERATIONS,
];
