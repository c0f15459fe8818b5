export { openSharedPostgres as default } from '../fixtures/shared-postgres.js';
