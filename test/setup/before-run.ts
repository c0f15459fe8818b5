import { shareCompiledCode } from '../fixtures/compiled-code-of-the-run.js';
import { openSharedPostgres } from '../fixtures/postgres-of-the-run.js';

export default async function beforeRun(): Promise<void> {
  await shareCompiledCode();
  await openSharedPostgres();
}
