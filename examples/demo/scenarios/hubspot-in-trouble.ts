import { whatsappCustomer } from '../customer.js';
import { agent, customer, type Scenario } from '../scenario.js';

const jill = whatsappCustomer('Jill', '+15550108');
const question = 'Can I still cancel?';
const answer = 'Yes, until tomorrow noon.';

export const hubspotInTrouble: Scenario = {
  title: 'HubSpot answers 429 and 500 for a while',
  story:
    'The customer’s message and the status of the answer wait and are told when HubSpot is back. One PATCH says it all.',
  async play(stage) {
    stage.hubspot.addFault({
      effect: { kind: 'rate-limit', retryAfterSeconds: 1 },
      operations: ['messages.updateStatus'],
      times: 1,
    });
    stage.hubspot.addFault({
      effect: { kind: 'error', status: 500 },
      operations: ['messages.updateStatus', 'messages.publish'],
      times: 3,
    });
    stage.agentWrites(jill, answer);
    await stage.customerWrites(jill, question);
  },
  ends: [
    {
      customer: jill,
      hubspot: [agent(answer, 'READ', { reached: 'read' }), customer(question)],
      phone: [answer],
    },
  ],
};
