// Rebuilds the adder in a process of its own, which kills itself: `rebuild-process.ts <service> <url> <after how many facts, or switch>`.
import { Rebuild } from '#libs/messaging';
import { adder } from './sums.js';

const [service, url, killAt] = process.argv.slice(2) as [string, string, string];
const kill = () => process.kill(process.pid, 'SIGKILL');
let applied = 0;
const onProgress = (facts: number) => {
  applied += facts;
  if (applied >= Number(killAt)) kill();
};
const rebuild = await Rebuild.open(service, url, adder(), { onProgress });
await rebuild.catchUp();
await rebuild.compare(() => (killAt === 'switch' ? kill() : true));
await rebuild.close();
