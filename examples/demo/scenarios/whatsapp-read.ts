import { whatsappCustomer } from '../customer.js';
import { until } from '../patience.js';
import { agent, customer, type Scenario } from '../scenario.js';
import { messagesWith } from '../see-conversation.js';

const ben = whatsappCustomer('Ben', '+15550102');
const question = 'Where is my parcel?';
const text = 'Your parcel is at the front desk.';

export const whatsappRead: Scenario = {
  title: 'A WhatsApp message is read',
  story:
    'Ben writes, so his window is open. Three receipts come for the answer: sent, delivered, read. The agent sees READ.',
  async play(stage) {
    await stage.customerWrites(ben, question);
    await until('HubSpot shows Ben’s question', () => messagesWith(stage, ben).length === 1);
    stage.agentWrites(ben, text);
  },
  ends: [{ customer: ben, hubspot: [customer(question), agent(text, 'READ', { reached: 'read' })], phone: [text] }],
};
