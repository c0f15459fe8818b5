import { chatCustomer } from '../customer.js';
import { until } from '../patience.js';
import { agent, customer, type Scenario } from '../scenario.js';
import { messagesWith } from '../see-conversation.js';

const kim = chatCustomer('Kim');
const question = 'Is my order on its way?';
const answers = ['Let me look.', 'It left this morning and arrives tomorrow.'];

export const ownChat: Scenario = {
  title: 'The company’s own chat',
  story: 'No provider is needed: the webhook adapter speaks signed JSON with any provider that has an HTTP endpoint.',
  async play(stage) {
    await stage.customerWrites(kim, question);
    await until('HubSpot shows Kim’s question', () => messagesWith(stage, kim).length === 1);
    await stage.agentWritesInTurn(kim, answers);
  },
  ends: [
    {
      customer: kim,
      hubspot: [customer(question), ...answers.map((answer) => agent(answer, 'READ', { reached: 'read' }))],
      phone: answers,
    },
  ],
};
