export { openSharedPostgres as default } from '../fixtures/postgres-of-the-run.js';
