import { idempotentSubject, subject } from '../../../adapters/webhook/test/conformance-subject.js';
import { checkAdapter } from './check.js';

checkAdapter('webhook, with an endpoint that drops repeats,', idempotentSubject);
checkAdapter('webhook', subject);
