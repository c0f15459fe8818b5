import { smsCustomer } from '../customer.js';
import { agent, type Scenario } from '../scenario.js';

const anna = smsCustomer('Anna', '+15550101');
const text = 'Your table for two is booked for half past seven.';

export const smsDelivered: Scenario = {
  title: 'An SMS is delivered',
  story:
    'Twilio reports “delivered”. HubSpot knows no such status: SENT is as much as it can show, and now it is true.',
  async play(stage) {
    stage.agentWrites(anna, text);
  },
  ends: [{ customer: anna, hubspot: [agent(text, 'SENT', { reached: 'delivered' })], phone: [text] }],
};
