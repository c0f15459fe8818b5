import { whatsappCustomer } from '../customer.js';
import { agent, type Scenario } from '../scenario.js';

const ben = whatsappCustomer('Ben', '+15550102');
const text = 'Your parcel is at the front desk.';

export const whatsappRead: Scenario = {
  title: 'A WhatsApp message is read',
  story: 'Three receipts come: sent, delivered, read. The agent sees READ.',
  async play(stage) {
    stage.agentWrites(ben, text);
  },
  ends: [{ customer: ben, hubspot: [agent(text, 'READ', { reached: 'read' })], phone: [text] }],
};
