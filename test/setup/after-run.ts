import { forgetCompiledCode } from '../fixtures/compiled-code-of-the-run.js';
import { closeSharedPostgres } from '../fixtures/postgres-of-the-run.js';

export default async function afterRun(): Promise<void> {
  await closeSharedPostgres();
  await forgetCompiledCode();
}
