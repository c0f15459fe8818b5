export { closeSharedPostgres as default } from '../fixtures/postgres-of-the-run.js';
