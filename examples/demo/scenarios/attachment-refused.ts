import { smsCustomer } from '../customer.js';
import { agent, type Scenario } from '../scenario.js';

const dora = smsCustomer('Dora', '+15550104');
const text = 'Here are the floor plan and the price list.';

/** Twilio: the content type of the media is not accepted. */
const TYPE_NOT_ACCEPTED = 12300;
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4//8/AwAI/AL+p5qgoAAAAABJRU5ErkJggg==';

export const attachmentRefused: Scenario = {
  title: 'One of two attachments is refused',
  story: 'A text and two files are three messages to Twilio. Two arrive; the agent reads which one did not, and why.',
  async play(stage) {
    stage.providers.sms.rule(dora.handle, { containing: 'price-list', refuse: { code: TYPE_NOT_ACCEPTED } });
    stage.agentWrites(dora, text, {
      attachments: [
        { name: 'floor-plan.png', base64: PNG },
        { name: 'price-list.pdf', base64: Buffer.from('%PDF-1.4 prices').toString('base64') },
      ],
    });
  },
  ends: [
    {
      customer: dora,
      hubspot: [agent(text, 'FAILED', { reached: 'failed', says: 'Part 3 of 3: This channel does not accept files' })],
      phone: [text, '(media)'],
    },
  ],
};
