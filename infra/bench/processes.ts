import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second, whatever the clock of the machine. */
const TICK_MS = 10;

interface Stat {
  ppid: number;
  /** Own time and that of children that have ended. */
  cpuMs: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime, stime, cutime, cstime] = fields.slice(11, 15) as [number, number, number, number];
    return { ppid: fields[1]!, cpuMs: (utime + stime + cutime + cstime) * TICK_MS };
  } catch {
    return undefined; // it has ended meanwhile, or this is no Linux
  }
}

/** A process and everything below it. */
export function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = statOf(Number(name));
    if (stat) parents.set(Number(name), stat.ppid);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

/** CPU time of a process tree so far, ended children included, but for some processes; 0 where the system does not tell. */
export function cpuMsOf(root: number, ...except: number[]): number {
  if (process.platform !== 'linux') return 0;
  const counted = treeOf(root).filter((pid) => !except.includes(pid));
  return counted.reduce((sum, pid) => sum + (statOf(pid)?.cpuMs ?? 0), 0);
}

/** The Kafka brokers in a process tree: the only Java in it. */
export function brokersIn(root: number): number[] {
  if (process.platform !== 'linux') return [];
  return treeOf(root).filter((pid) => readOrNothing(`/proc/${pid}/comm`).trim() === 'java');
}

/** Memory of a process tree but for some processes, shared pages counted once (PSS), in MiB; 0 where the system does not tell. */
export function memoryMiBOf(root: number, ...except: number[]): number {
  if (process.platform !== 'linux') return 0;
  const counted = treeOf(root).filter((pid) => !except.includes(pid));
  const kib = counted.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readOrNothing(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
  return kib.reduce((sum, each) => sum + each, 0) / 1024;
}

/** What a file of /proc says; the process may have ended meanwhile. */
function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
