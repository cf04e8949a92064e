// Loaded into every process of the bench, before its own code: what goes wrong inside it is done from here, never in libs.
import { shiftClock } from './shifted-clock.js';
import { followSpoiling, type Told } from './spoiling.js';

const { service, file, mutant, retry } = JSON.parse(process.env['FAULTS']!) as Told;
const now = followSpoiling(file);
shiftClock(() => now().clockMs ?? 0);
// The gateway knows no facts.
if (service !== 'gateway') {
  if (mutant) (await import('./mutants.js')).mutants[mutant]!.inProcess(service);
  const { spoilInbox } = await import('./spoiled-inbox.js');
  spoilInbox(service, retry, now);
}
