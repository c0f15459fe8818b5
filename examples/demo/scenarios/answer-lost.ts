import { smsCustomer } from '../customer.js';
import { agent, type Scenario } from '../scenario.js';

const hana = smsCustomer('Hana', '+15550107');
const text = 'Your code is 4711.';

export const answerLost: Scenario = {
  title: 'A provider’s answer is lost',
  story:
    'Twilio takes the message, then the connection breaks. Sent or not? It is not sent again: the receipt, which carries ' +
    'our correlation, settles it.',
  async play(stage) {
    stage.providers.sms.fault({ kind: 'answerLost', to: hana.handle });
    stage.agentWrites(hana, text);
  },
  ends: [{ customer: hana, hubspot: [agent(text, 'SENT', { reached: 'delivered' })], phone: [text] }],
};
