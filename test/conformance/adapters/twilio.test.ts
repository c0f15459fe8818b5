import { sms, whatsapp } from '../../../adapters/twilio/test/conformance-subject.js';
import { checkAdapter } from './check.js';

checkAdapter('twilio on SMS', sms);
checkAdapter('twilio on WhatsApp', whatsapp, ['webhook/samples']);
