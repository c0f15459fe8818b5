import { smsCustomer } from '../customer.js';
import { agent, type Scenario } from '../scenario.js';

const carla = smsCustomer('Carla', '+15550103');
const text = 'We have moved your appointment to Monday.';

/** Twilio: unknown destination handset. */
const UNKNOWN_HANDSET = 30005;

export const smsBounces: Scenario = {
  title: 'An SMS bounces',
  story: 'Twilio took it and charged for it, the carrier did not deliver it. The agent reads why, in a sentence.',
  async play(stage) {
    const bounced = { status: 'undelivered', code: UNKNOWN_HANDSET };
    stage.providers.sms.rule(carla.handle, { statuses: ['sent', bounced] });
    stage.agentWrites(carla, text);
  },
  ends: [
    {
      customer: carla,
      hubspot: [agent(text, 'FAILED', { reached: 'failed', says: 'The recipient’s number or address is not valid.' })],
      phone: [],
    },
  ],
};
