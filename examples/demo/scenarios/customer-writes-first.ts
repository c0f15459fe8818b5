import { smsCustomer } from '../customer.js';
import { until } from '../patience.js';
import { agent, customer, type Scenario } from '../scenario.js';
import { messagesWith } from '../see-conversation.js';

const emil = smsCustomer('Emil', '+15550105');
const question = 'Do you repair watches?';
const answer = 'We do. Bring it in any day before six.';

export const customerWritesFirst: Scenario = {
  title: 'A customer writes first',
  story: 'His SMS appears in the inbox as a new conversation; the agent answers in it.',
  async play(stage) {
    await stage.customerWrites(emil, question);
    await until('HubSpot shows Emil’s question', () => messagesWith(stage, emil).length === 1);
    stage.agentWrites(emil, answer);
  },
  ends: [
    {
      customer: emil,
      hubspot: [customer(question), agent(answer, 'SENT', { reached: 'delivered' })],
      phone: [answer],
    },
  ],
};
