import type { FailureCatalogue } from './failure-catalogue.js';

export const FAILURE_TEXT_EN: FailureCatalogue = {
  language: 'en',
  sentences: {
    'recipient-invalid': 'The recipient’s number or address is not valid. Correct it on the contact and send again.',
    'recipient-unreachable':
      'The recipient cannot be reached at the moment. Try again later or use another way to contact them.',
    'recipient-blocked': 'The recipient does not accept messages from this sender. Use another way to contact them.',
    'recipient-opted-out':
      'The recipient has opted out of these messages. Do not write here until they have opted in again.',
    'recipient-not-on-channel': 'The recipient does not use this channel. Use another way to contact them.',
    'multiple-recipients':
      'This channel sends to one recipient at a time. Send the message to each of them separately.',
    'outside-window':
      'The time in which a free reply is allowed has passed. Wait until the customer writes again, or use an approved template.',
    'template-invalid':
      'The message template was not accepted. Choose another template or ask an administrator to check it.',
    'content-refused': 'The provider refused the content of this message. Change it and send again.',
    'content-too-long': 'The message is too long for this channel. Shorten it and send again.',
    'content-unsupported':
      'This channel cannot carry this kind of content. Send it in another form, for example as text.',
    'content-empty': 'There is nothing in this message that can be sent. Add text or a file and send again.',
    'media-unavailable': 'The attached file could not be read. Attach it again and send again.',
    'media-too-large': 'The attached file is too large for this channel. Send a smaller file or a link to it.',
    'media-type-refused': 'This channel does not accept files of this type. Convert the file or send a link to it.',
    'sender-invalid': 'The sender of this channel is not valid. Ask an administrator to check the channel.',
    'sender-not-permitted':
      'The sender of this channel may not send this message to this recipient. Ask an administrator to check the channel.',
    'credentials-invalid':
      'The messaging provider did not accept the channel’s credentials. Ask an administrator to reconnect the channel.',
    'account-suspended':
      'The account at the messaging provider is suspended. Ask an administrator to contact the provider.',
    'account-unavailable':
      'This channel account is not connected or has been switched off. Ask an administrator to check the channel.',
    'balance-exhausted': 'The balance at the messaging provider is used up. Ask an administrator to top it up.',
    'quota-exhausted':
      'The sending limit at the messaging provider is used up. Send again later, or ask an administrator to raise it.',
    'rate-limited': 'Too many messages were sent in a short time. Send again in a few minutes.',
    'carrier-filtered':
      'The recipient’s carrier filtered this message. Change the wording or use another way to contact them.',
    'provider-unavailable': 'The messaging provider could not be used. Send again later.',
    network: 'The messaging provider could not be reached. Send again later.',
    timeout:
      'The messaging provider did not answer in time. Check whether the message has arrived before you send again.',
    'deadline-exceeded': 'The message could not be sent in time. Send it again if it is still needed.',
    unconfirmed:
      'It could not be confirmed that this message has arrived. Check with the recipient before you send again.',
    cancelled:
      'The message was not sent because it was cancelled or an earlier part of it failed. Send it again if it is still needed.',
    'webhook-missed':
      'HubSpot’s notice of this message never reached the connector, so it was not sent. Send it again if it is still needed.',
    unknown: 'The message could not be sent. Send it again, or ask an administrator if this happens again.',
  },
  part: 'Part {part} of {parts}: {sentence}',
  code: '{sentence} (Code {code})',
};
