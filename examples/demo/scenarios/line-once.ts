import { lineCustomer } from '../customer.js';
import { until } from '../patience.js';
import { agent, customer, type Scenario } from '../scenario.js';
import { messagesWith } from '../see-conversation.js';

const yui = lineCustomer('Yui');
const question = '明日は開いていますか？';
const answer = 'はい、10時から19時まで営業しております。';

export const lineOnce: Scenario = {
  title: 'LINE’s answer is lost, and the message is sent again',
  story:
    'LINE reports nothing afterwards, but it knows a repeated call by its retry key: the second try is answered "accepted ' +
    'before", and Yui reads the message once.',
  async play(stage) {
    stage.providers.line.callsItself(yui.handle, yui.name);
    await stage.customerWrites(yui, question);
    await until('HubSpot shows Yui’s question', () => messagesWith(stage, yui).length === 1);
    stage.providers.line.fault({ kind: 'answerLost' });
    stage.agentWrites(yui, answer);
  },
  ends: [{ customer: yui, hubspot: [customer(question), agent(answer, 'SENT', { reached: 'sent' })], phone: [answer] }],
};
