// The platform and the witness in one process, for the crash test to kill: `child.js <orders as JSON>`.
import { startPlatform } from '../embedded/platform.js';
import { mutants } from './mutants.js';
import { startWitness } from './witness.js';

/** What the parent wants. */
export interface ChildOrders {
  dataDir: string;
  adminUrl: string;
  port: number;
  mutant?: string;
}

const { dataDir, adminUrl, port, mutant } = JSON.parse(process.argv[2]!) as ChildOrders;
process.on('disconnect', () => process.exit(1)); // the parent is gone
if (mutant) mutants[mutant]!.inProcess();
await startPlatform({ dataDir, databaseUrl: adminUrl, port, settings: { LOG_LEVEL: 'warn' } });
await startWitness(adminUrl, dataDir);
process.send?.('up');
