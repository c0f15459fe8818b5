export { closeSharedPostgres as default } from '../fixtures/shared-postgres.js';
