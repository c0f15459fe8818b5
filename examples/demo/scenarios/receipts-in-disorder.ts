import { chatCustomer, whatsappCustomer } from '../customer.js';
import { agent, type Scenario } from '../scenario.js';

const fay = whatsappCustomer('Fay', '+15550106');
const gus = chatCustomer('Gus');
const toFay = 'The shop opens at nine.';
const toGus = 'Your refund is under way.';

export const receiptsInDisorder: Scenario = {
  title: 'Receipts out of order, and twice',
  story: 'Fay’s come as read, delivered, sent; Gus’s come backwards and each of them twice. READ stays READ.',
  async play(stage) {
    stage.providers.whatsapp.rule(fay.handle, { webhooks: 'reversed' });
    stage.agentWrites(fay, toFay);
    stage.providers.chat.behave(
      { kind: 'accept', receipts: { states: ['sent', 'delivered', 'read'], reversed: true, copies: 2 } },
      { when: ({ text }) => text === toGus },
    );
    stage.agentWrites(gus, toGus);
  },
  ends: [
    { customer: fay, hubspot: [agent(toFay, 'READ', { reached: 'read' })], phone: [toFay] },
    { customer: gus, hubspot: [agent(toGus, 'READ', { reached: 'read' })], phone: [toGus] },
  ],
};
