import type { ConnectTexts } from './connect-texts.js';

const AGAIN = 'Close this window and begin the connection again in HubSpot.';
const LATER = 'Nothing was changed. Try again later.';
const OPERATOR = 'Tell whoever runs this connector, with the reference below.';

/** Authors write `must be …`, for the middle of a sentence. */
function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}

export const CONNECT_TEXTS_EN: ConnectTexts = {
  heading: 'Connect a channel account',
  intro: (channel, portal) => `Channel “${channel}”, HubSpot account ${portal}.`,
  optional: 'optional',
  nameTitle: 'Name in HubSpot',
  nameHelp: 'What your colleagues see in the inbox. Left empty, it is the address.',
  addressTitle: 'Address',
  addressHelp: 'What customers write to. A phone number begins with + and the country code.',
  addressTypeTitle: 'Kind of address',
  addressTypes: {
    HS_PHONE_NUMBER: 'Phone number',
    HS_EMAIL_ADDRESS: 'E-mail address',
    HS_SHORT_CODE: 'Short code',
    CHANNEL_SPECIFIC_OPAQUE_ID: 'Other id',
  },
  settingsTitle: 'Sign-in and settings',
  chooseTitle: 'Which address is it?',
  chooseText: 'These credentials belong to several addresses. Choose the one that HubSpot shows.',
  replaceTitle: 'This address is connected already',
  replaceText: (address) =>
    `${address} is already yours here. If you go on, HubSpot makes a new channel account for it, with these settings, and the one that is there now is replaced: customers’ messages come to the new one, and what agents send from the old one fails. To give the old one only a new password or key, cancel, and ask whoever runs this connector.`,
  connect: 'Connect',
  goOn: 'Continue',
  replace: 'Connect a new account',
  cancel: 'Cancel',
  signIn: 'Confirm at HubSpot',
  yes: 'Yes',
  no: 'No',
  unanswered: 'Default',
  onePerLine: 'One a line.',
  typeAgain: 'Type it again: it was not kept.',
  error: 'Error',
  summary: (problems) => (problems === 1 ? 'One thing is not right yet' : `${problems} things are not right yet`),
  problem(problem) {
    switch (problem.kind) {
      case 'missing':
        return 'Fill this in.';
      case 'too-long':
        return 'This is too long.';
      case 'not-a-number':
        return 'Write a number, in digits.';
      case 'not-listed':
        return 'Choose one of the list.';
      case 'invalid':
        return problem.words === undefined ? 'This does not have the right form.' : sentence(problem.words);
    }
  },
  addressProblems: {
    missing: 'Fill in the address.',
    'too-long': 'The address is too long.',
    'not-a-phone-number': 'Write a phone number that exists, with + and the country code, such as +81 3 1234 5678.',
    'not-an-email-address': 'Write an e-mail address, such as support@example.com.',
    'not-a-short-code': 'Write a short code: 3 to 8 digits.',
  },
  failures: {
    'credentials-invalid': 'The provider does not accept these credentials. Check them, and copy them once more.',
    'sender-invalid': 'The credentials are right, but not those of this sender.',
    'sender-not-permitted': 'The provider does not allow this sender.',
    'account-suspended': 'The provider has suspended this account. Mend it there first.',
    'account-unavailable': 'The provider says that this account cannot be used now.',
    'balance-exhausted': 'The balance at the provider is used up. Top it up first.',
    'quota-exhausted': 'The quota at the provider is used up.',
    'rate-limited': 'The provider wants to be asked less often. Wait a minute, then try again.',
    'provider-unavailable': `The provider cannot answer now. ${LATER}`,
    network: `The provider could not be reached. ${LATER}`,
    timeout: `The provider did not answer in time. ${LATER}`,
    unknown: 'The provider does not accept this.',
  },
  providerSaid: (words) => `The provider says: ${words}`,
  elsewhere: (title) => `“${title}” cannot be set here. Whoever runs this connector can set it in its configuration.`,
  cannotBeShown: (title) =>
    `This channel needs “${title}”, for which there is no form. Ask whoever runs this connector to add the account to its configuration.`,
  waiting: {
    title: 'HubSpot is being told',
    text: 'This takes longer than usual. You may leave this page open: it goes on by itself.',
  },
  waitingFor: (detail) => `HubSpot’s last answer: ${detail}`,
  lookAgain: 'Look again now',
  refused: {
    stale: {
      title: 'HubSpot does not know this connection',
      text: `It was begun too long ago, or for another account or channel. ${AGAIN}`,
    },
    refused: {
      title: 'HubSpot does not accept this account',
      text: `Check the name and the address. ${AGAIN}`,
    },
    busy: { title: 'HubSpot could not be told', text: `It was tried for a day. ${AGAIN}` },
    taken: {
      title: 'This address is being connected to another HubSpot account',
      text: `Somebody there was quicker, or it is connected there already, and messages from the provider could not be told apart. Disconnect it there first, or connect another address. ${AGAIN}`,
    },
    unconfirmed: {
      title: 'HubSpot has not finished the connection',
      text: `It has the address but has made no account of it. ${AGAIN}`,
    },
  },
  used: (address) => ({
    title: 'This link has been used',
    text: `${address} was connected with it. You can close this window. To connect another one, begin again in HubSpot: every connection has a link of its own.`,
  }),
  cancelled: { title: 'Nothing was connected', text: 'You may close this window.' },
  trouble: {
    'unknown-channel': { title: 'There is no such channel here', text: OPERATOR },
    'channel-elsewhere': {
      title: 'One moment, please',
      text: 'This channel is being set up, and not every server knows it yet. The page tries again by itself.',
    },
    'not-read': { title: 'The form did not arrive', text: 'Nothing was changed. Go back and send it once more.' },
    'bad-link': {
      title: 'This link is not complete',
      text: `HubSpot opens this page with a link of its own, and this is not one. ${AGAIN}`,
    },
    'wrong-method': { title: 'This page cannot do that', text: AGAIN },
    'wrong-type': { title: 'This is not a form', text: AGAIN },
    'too-large': { title: 'The form is too large', text: 'Go back, and fill in less.' },
    'not-our-form': { title: 'This form is not one of ours', text: AGAIN },
    'no-cookie': {
      title: 'This form belongs to another browser',
      text: `The page needs a cookie to be sure that it is you. Allow cookies for this site. ${AGAIN}`,
    },
    'other-site': { title: 'Another site has sent this form', text: AGAIN },
    expired: { title: 'This form is too old', text: 'A form can be sent for half an hour. Fill it in once more.' },
    'too-often': {
      title: 'Too many attempts',
      text: 'Nothing was changed. Wait a few minutes and go back, or confirm at HubSpot that this is your account: you come back here and can go on at once.',
    },
    clash: {
      title: 'This address is connected to another HubSpot account',
      text: `Messages from the provider could not be told apart. Disconnect it there first. ${OPERATOR}`,
    },
    'not-released': {
      title: 'This address has to be released for you first',
      text: 'Nobody can check here whose address it is, so whoever runs this connector says which HubSpot account may connect it. Send them the address and the reference below. When they have released it, begin the connection again in HubSpot.',
    },
    unsuitable: { title: 'This channel cannot be connected by a form', text: OPERATOR },
    'not-kept': { title: 'Nothing could be saved', text: 'Go back and send the form once more in a minute.' },
    failed: { title: 'Something went wrong here', text: `${AGAIN} ${OPERATOR}` },
  },
  backToHubSpot: 'Back to HubSpot',
  reference: (id) => `Reference: ${id}`,
};
