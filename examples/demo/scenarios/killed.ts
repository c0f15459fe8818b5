import { chatCustomer, smsCustomer } from '../customer.js';
import { until } from '../patience.js';
import { agent, customer, type Scenario } from '../scenario.js';
import { seeConversation } from '../see-conversation.js';

const lena = chatCustomer('Lena');
const oli = smsCustomer('Oli', '+15550111');
const mia = smsCustomer('Mia', '+15550109');
const burst = ['One.', 'Two.', 'Three.', 'Four.', 'Five.', 'Six.', 'Seven.', 'Eight.'];
/** Its answer is on its way when the connector dies. */
const unanswered = burst[3]!;
const meanwhile = 'Are you still there?';
const toOli = 'Your glasses are ready.';
const toMia = 'Your car is ready.';

export const killed: Scenario = {
  title: 'The connector is killed in the middle of a burst',
  story:
    'Eight messages wait in line, the provider has just taken the fourth, and the process is killed (SIGKILL). While it is ' +
    'down an agent and the customer write, and Twilio reports on Oli’s message in vain. Then it is started again: nothing ' +
    'is lost, nothing comes twice, the order is kept, and what Twilio had to say is fetched.',
  async play(stage) {
    // Longer than the connector has to live, and nothing is heard of it before the connector is back.
    const silent = { delayMs: 60_000, receipts: { states: [] } };
    stage.providers.chat.behave({ kind: 'accept', ...silent }, { when: ({ text }) => text === unanswered });
    await stage.agentWritesInTurn(lena, burst);
    await until('the provider has the fourth message', () => stage.providers.chat.got(unanswered).length === 1);
    stage.agentWrites(oli, toOli);
    await until('Oli’s message is accepted', () => seeConversation(stage, oli).hubspot[0]?.reached !== undefined);
    await stage.connector.kill();
    stage.agentWrites(mia, toMia);
    const written = stage.customerWrites(lena, meanwhile);
    await stage.connector.start();
    await written;
    await stage.providers.chat.report(stage.providers.chat.got(unanswered)[0]!, {
      states: ['delivered', 'read'],
      byCorrelation: true,
    });
  },
  ends: [
    {
      customer: lena,
      hubspot: [...burst.map((text) => agent(text, 'READ')), customer(meanwhile)],
      phone: burst,
    },
    { customer: oli, hubspot: [agent(toOli, 'SENT', { reached: 'delivered' })], phone: [toOli] },
    { customer: mia, hubspot: [agent(toMia, 'SENT', { reached: 'delivered' })], phone: [toMia] },
  ],
};
