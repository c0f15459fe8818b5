import { OUR_WHATSAPP, TWILIO } from './providers.js';
import type { Stage } from './stage.js';

/** A customer of the Twilio double. */
const NORA = 'whatsapp:+15550110';

/** Everything is up and nothing is set up: what to do, in order. */
export function handsOn(stage: Stage): string {
  const { installUrl, inboxUrl, providers, connector } = stage;
  const written = JSON.stringify({ from: NORA, to: OUR_WHATSAPP, text: 'Where is my parcel?' });
  return `
HubSpot (an emulator), Twilio (a double) and the connector are up. Nothing is installed or connected.

1. Install the app. Open in a browser, press “Connect app”:
     ${installUrl}

2. Connect a number. Open, press “Connect”, and fill in the window that opens:
     ${stage.connectUrl('sms')}
     Account SID  ${TWILIO.accountSid}
     Auth token   ${TWILIO.authToken}
     From         ${OUR_WHATSAPP}
   Leave the rest empty.

3. A customer writes:
     curl ${providers.sms.url}/_double/customer -d '${written}'

4. Answer in HubSpot’s inbox (“Answer”, “Send”), and watch SENT become READ:
     ${inboxUrl}

What the connector does is told here as it happens; its log: ${connector.logFile}
End with Ctrl-C. The same in words: docs/start/first-ten-minutes.md
`;
}
