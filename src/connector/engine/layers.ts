import type { Newable } from 'inversify';
import { CorrectionHandler } from '../../delivery/corrections/correction-handler.js';
import { CorrectionReducer } from '../../delivery/corrections/correction-reducer.js';
import { AccountGateSettler } from '../../delivery/gates/account-gate-settler.js';
import { GateReducer } from '../../delivery/gates/gate-reducer.js';
import { GateValidator } from '../../delivery/gates/gate-validator.js';
import { PortalSettler } from '../../delivery/gates/portal-settler.js';
import { AwaitedAccountSettler } from '../../delivery/intake/awaited-account.js';
import { OutgoingReducer } from '../../delivery/intake/outgoing-reducer.js';
import { HeadlessReducer } from '../../delivery/lanes/headless-reducer.js';
import { LaneDeadlineReducer } from '../../delivery/lanes/lane-deadline.js';
import { OutgoingLaneSettler, OutgoingMessageSettler } from '../../delivery/lanes/lane-settler.js';
import { OutcomeReducer } from '../../delivery/outcomes/outcome-reducer.js';
import { PeerRefusalSettler } from '../../delivery/outcomes/peer-refusal-settler.js';
import { ResolutionReducer } from '../../delivery/outcomes/resolution-reducer.js';
import { OutgoingHandler } from '../../delivery/outgoing-handler.js';
import { AnswerSettler, HeldMessageSettler, UnansweredReducer } from '../../delivery/outside-window/held-message.js';
import { PreparationReducer } from '../../delivery/preparation/preparation-reducer.js';
import { RecoveryReducer } from '../../delivery/recovery/recovery-reducer.js';
import { AccountCommandReducer } from '../../directory/accounts/account-command-reducer.js';
import { AccountReadReducer } from '../../directory/accounts/account-read-reducer.js';
import { AccountReader } from '../../directory/accounts/account-reader.js';
import { ChannelReducer } from '../../directory/channels/channel-reducer.js';
import { AccountEventReducer } from '../../directory/connections/account-event-reducer.js';
import { ClaimReducer } from '../../directory/connections/claim-reducer.js';
import { ConnectionHandler } from '../../directory/connections/connection-handler.js';
import { ConnectionReducer } from '../../directory/connections/connection-reducer.js';
import { KeptSecretReducer } from '../../directory/people/kept-secret.js';
import { OptOutCarrier, OptOutReducer } from '../../directory/people/opt-out-carrier.js';
import { PeerReducer } from '../../directory/people/peer-reducer.js';
import { SuppressionReducer } from '../../directory/people/suppression-reducer.js';
import { InstallReducer } from '../../directory/portals/install-reducer.js';
import { PortalStateReducer } from '../../directory/portals/portal-state-reducer.js';
import { TokenReducer } from '../../directory/portals/token-reducer.js';
import { SeedReducer } from '../../directory/seed-reducer.js';
import { EraseHandler } from '../../erasure/erase-handler.js';
import { ErasedCallReducer, ErasedMessageSettler } from '../../erasure/erased-call.js';
import { PortalGraceSettler } from '../../erasure/portal-grace.js';
import { PortalPurgeReducer } from '../../erasure/portal-purge-reducer.js';
import { PrivacyReducer } from '../../erasure/privacy-reducer.js';
import { SliceReducer } from '../../erasure/slice-reducer.js';
import { JournalHandler } from '../../ingress/journal/journal-handler.js';
import { JournalReducer } from '../../ingress/journal/journal-reducer.js';
import { MissedEntryReducer } from '../../ingress/journal/missed-entry-reducer.js';
import { CheckpointReducer } from '../../ingress/receiving/checkpoint-reducer.js';
import { PullReducer, PullSettler } from '../../ingress/receiving/pull-reducer.js';
import { PullHandler } from '../../ingress/receiving/pulls.js';
import { MissedReducer } from '../../ingress/sweep/missed-reducer.js';
import { SweepHandler } from '../../ingress/sweep/sweep-handler.js';
import { SweepReducer } from '../../ingress/sweep/sweep-reducer.js';
import { SweepSettler } from '../../ingress/sweep/sweep-settler.js';
import { UnparsableReducer } from '../../ingress/webhooks/unparsable-reducer.js';
import { UnreadableReducer } from '../../ingress/webhooks/unreadable-reducer.js';
import { FileAnswerReducer } from '../../media/file-answer-reducer.js';
import { FileAsker } from '../../media/file-asker.js';
import { StateUsedReducer } from '../../onboarding/install/state-used.js';
import { CommandReducer } from '../../outbox/command-reducer.js';
import { DeadLetterReducer } from '../../outbox/dead-letter-reducer.js';
import { TimerHandler } from '../../outbox/due/timer-handler.js';
import { LetterContentReducer } from '../../outbox/letter-content-reducer.js';
import type { Reducer, Settler } from '../../outbox/reducer.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import { IncomingReducer } from '../../publication/incoming-reducer.js';
import { MediaFetcher } from '../../publication/media-fetch.js';
import { MediaReducer } from '../../publication/media-reducer.js';
import { NameReducer } from '../../publication/name-reducer.js';
import { PublicationReducer } from '../../publication/publication-reducer.js';
import { IncomingLaneSettler, PublicationSettler } from '../../publication/publication-settler.js';
import { Publisher } from '../../publication/publisher.js';
import { AccountSettler } from '../../status/account-settler.js';
import { MessageSettler } from '../../status/message-settler.js';
import { ReceiptDeadlineReducer } from '../../status/receipt-deadline.js';
import { ReceiptReducer } from '../../status/receipt-reducer.js';
import { StatusReducer } from '../../status/status-reducer.js';

/** Everything that folds, in the order of the layers: outbox, directory, status, media, delivery, publication, erasure, ingress. */
export const REDUCER_CLASSES: readonly Newable<Reducer>[] = [
  CommandReducer,
  DeadLetterReducer,
  SeedReducer,
  ChannelReducer,
  KeptSecretReducer,
  TokenReducer,
  InstallReducer,
  PortalStateReducer,
  PeerReducer,
  SuppressionReducer,
  AccountEventReducer,
  AccountReadReducer,
  ConnectionReducer,
  ClaimReducer,
  AccountCommandReducer,
  OptOutReducer,
  ReceiptReducer,
  ReceiptDeadlineReducer,
  StatusReducer,
  FileAnswerReducer,
  OutgoingReducer,
  PreparationReducer,
  OutcomeReducer,
  ResolutionReducer,
  RecoveryReducer,
  CorrectionReducer,
  GateReducer,
  HeadlessReducer,
  UnansweredReducer,
  LaneDeadlineReducer,
  IncomingReducer,
  MediaReducer,
  NameReducer,
  PublicationReducer,
  PrivacyReducer,
  SliceReducer,
  ErasedCallReducer,
  PortalPurgeReducer,
  CheckpointReducer,
  JournalReducer,
  MissedEntryReducer,
  LetterContentReducer,
  PullReducer,
  UnparsableReducer,
  UnreadableReducer,
  MissedReducer,
  SweepReducer,
  StateUsedReducer,
];

/** Everything that is derived from rows, in the order of the layers. */
export const SETTLER_CLASSES: readonly Newable<Settler<never>>[] = [
  AccountSettler,
  MessageSettler,
  PeerRefusalSettler,
  OutgoingMessageSettler,
  OutgoingLaneSettler,
  HeldMessageSettler,
  AnswerSettler,
  AccountGateSettler,
  AwaitedAccountSettler,
  PortalSettler,
  PortalGraceSettler,
  ErasedMessageSettler,
  PublicationSettler,
  IncomingLaneSettler,
  PullSettler,
  SweepSettler,
];

/** What makes calls when work is due, beside the statuses' own handlers. */
export const HANDLER_CLASSES: readonly Newable<WorkHandler>[] = [
  TimerHandler,
  OutgoingHandler,
  GateValidator,
  CorrectionHandler,
  Publisher,
  MediaFetcher,
  PullHandler,
  JournalHandler,
  FileAsker,
  SweepHandler,
  AccountReader,
  OptOutCarrier,
  EraseHandler,
  ConnectionHandler,
];
