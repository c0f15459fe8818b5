import type { Operation } from '../api/operation.js';
import { ACCOUNT_OPERATIONS } from './account-operations.js';
import { CHANNEL_OPERATIONS } from './channel-operations.js';
import { FILE_OPERATIONS } from './file-operations.js';
import { INBOX_OPERATIONS } from './inbox-operations.js';
import { INSTALL_OPERATIONS } from './install-operations.js';
import { JOURNAL_OPERATIONS } from './journal-operations.js';
import { JOURNAL_SUBSCRIPTION_OPERATIONS } from './journal-subscription-operations.js';
import { MESSAGE_OPERATIONS } from './message-operations.js';
import { OAUTH_OPERATIONS } from './oauth-operations.js';
import { PAGE_OPERATIONS } from './page-operations.js';
import { THREAD_OPERATIONS } from './thread-operations.js';

/** Every operation of the emulated API. */
export const OPERATIONS: readonly Operation[] = [
  ...CHANNEL_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...MESSAGE_OPERATIONS,
  ...OAUTH_OPERATIONS,
  ...INSTALL_OPERATIONS,
  ...JOURNAL_OPERATIONS,
  ...JOURNAL_SUBSCRIPTION_OPERATIONS,
  ...FILE_OPERATIONS,
  ...INBOX_OPERATIONS,
  ...THREAD_OPERATIONS,
  ...PAGE_OPERATIONS,
];
