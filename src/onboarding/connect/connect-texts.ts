import type { AddressType } from '../../contract/address.js';
import type { FailureClass } from '../../contract/failure-reason.js';
import type { ConnectionProblemCode } from '../../directory/connections/connection-row.js';
import type { AddressProblem } from './account-address.js';
import type { FieldProblem } from './form-values.js';

/** Why the page has to end without a form. */
export type ConnectTrouble =
  | 'unknown-channel'
  | 'channel-elsewhere'
  | 'not-read'
  | 'bad-link'
  | 'wrong-method'
  | 'wrong-type'
  | 'too-large'
  | 'not-our-form'
  | 'no-cookie'
  | 'other-site'
  | 'expired'
  | 'too-often'
  | 'clash'
  | 'not-released'
  | 'unsuitable'
  | 'not-kept'
  | 'failed';

/** What a page says, and what its reader can do. */
export interface Saying {
  title: string;
  text: string;
}

/** Everything the connect pages say. */
export interface ConnectTexts {
  heading: string;
  /** @param channel as configured @param portal HubSpot's id of the account */
  intro(channel: string, portal: string): string;
  optional: string;
  nameTitle: string;
  nameHelp: string;
  addressTitle: string;
  addressHelp: string;
  addressTypeTitle: string;
  addressTypes: Record<AddressType, string>;
  settingsTitle: string;
  chooseTitle: string;
  chooseText: string;
  replaceTitle: string;
  replaceText(address: string): string;
  connect: string;
  goOn: string;
  replace: string;
  cancel: string;
  /** At HubSpot, by installing the app once more. */
  signIn: string;
  yes: string;
  no: string;
  unanswered: string;
  onePerLine: string;
  typeAgain: string;
  error: string;
  summary(problems: number): string;
  problem(problem: FieldProblem): string;
  addressProblems: Record<AddressProblem, string>;
  failures: Partial<Record<FailureClass, string>> & { unknown: string };
  providerSaid(words: string): string;
  elsewhere(title: string): string;
  cannotBeShown(title: string): string;
  waiting: Saying;
  waitingFor(detail: string): string;
  lookAgain: string;
  refused: Record<ConnectionProblemCode, Saying>;
  cancelled: Saying;
  /** @param address that is connected by the link */
  used(address: string): Saying;
  trouble: Record<ConnectTrouble, Saying>;
  backToHubSpot: string;
  reference(id: string): string;
}
