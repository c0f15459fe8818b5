import { telegramCustomer } from '../customer.js';
import { until } from '../patience.js';
import { agent, customer, type Scenario } from '../scenario.js';
import { messagesWith } from '../see-conversation.js';

const timur = telegramCustomer('Timur', 5550112);
const question = 'Can I pay in instalments?';
const answers = ['You can.', 'In three, six or twelve.'];

export const telegramPatience: Scenario = {
  title: 'Telegram says: too many requests',
  story:
    'The first answer is refused with "retry after 1". It waits that long, and the second behind it keeps its place.',
  async play(stage) {
    await stage.customerWrites(timur, question);
    await until('HubSpot shows Timur’s question', () => messagesWith(stage, timur).length === 1);
    stage.providers.telegram.floods(1, { to: timur.handle });
    await stage.agentWritesInTurn(timur, answers);
  },
  ends: [
    {
      customer: timur,
      hubspot: [customer(question), ...answers.map((answer) => agent(answer, 'SENT', { reached: 'sent' }))],
      phone: answers,
    },
  ],
};
