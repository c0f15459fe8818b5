import { chatCustomer } from '../customer.js';
import { agent, type Scenario } from '../scenario.js';

const ivan = chatCustomer('Ivan');
const text = 'Your seat is 12 A.';

export const answerAndReceiptsLost: Scenario = {
  title: 'Nothing is heard of a message at all',
  story:
    'The answer is lost and no receipt ever comes. After ten seconds the connector asks the provider, which has it. The day ' +
    'goes on meanwhile.',
  later: true,
  async play(stage) {
    stage.providers.chat.behave(
      { kind: 'reset', processed: true, receipts: { states: [] } },
      { when: (m) => m.text === text },
    );
    stage.agentWrites(ivan, text);
  },
  ends: [{ customer: ivan, hubspot: [agent(text, 'SENT', { reached: 'accepted' })], phone: [text] }],
};
