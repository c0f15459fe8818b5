import { ACCOUNTS } from '../../directory/accounts/account-row.js';
import { CHANNELS } from '../../directory/channels/channel-row.js';
import { CLAIMS } from '../../directory/connections/claim-row.js';
import { CONNECTIONS } from '../../directory/connections/connection-row.js';
import { ALIASES, CONVERSATIONS } from '../../directory/people/conversation-row.js';
import { KEPT_SECRETS } from '../../directory/people/kept-secret.js';
import { TOMBSTONES } from '../../directory/people/tombstone-row.js';
import { PORTALS } from '../../directory/portals/portal-row.js';
import { CHECKPOINTS } from '../../ingress/receiving/checkpoint-row.js';
import { DEAD_LETTERS } from '../../outbox/dead-letter.js';
import { GATES } from '../../outbox/gate.js';
import { LANES } from '../../outbox/lane.js';
import type { Table } from '../../outbox/table.js';
import { WORK } from '../../outbox/work-row.js';
import { PUBLICATIONS } from '../../publication/publication-row.js';
import { CONTENTS } from '../../status/content-row.js';
import { MESSAGES, REFS } from '../../status/message-row.js';
import { STATUSES } from '../../status/status-row.js';

/** Every table of documents, as the layer that owns it declares it: what columns follow from a document. */
export const ROW_TABLES: readonly Table<never>[] = [
  WORK,
  LANES,
  MESSAGES,
  CONTENTS,
  REFS,
  STATUSES,
  PUBLICATIONS,
  CONVERSATIONS,
  ALIASES,
  ACCOUNTS,
  PORTALS,
  CHANNELS,
  GATES,
  DEAD_LETTERS,
  CHECKPOINTS,
  CONNECTIONS,
  CLAIMS,
  TOMBSTONES,
  KEPT_SECRETS,
];
