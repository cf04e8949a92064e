import type { Measured, Share, Spread } from './measure.js';
import type { Paced } from './paced.js';

/** What `npm run bench` comes to; `--json` prints it as the last line. */
export interface Figures {
  flowsPerSecond1?: number;
  flowsPerSecond8?: number;
  runs: Measured[];
  paced?: Paced;
  memoryMiB: Share & { all: number };
  /** CPU time per second in which nobody asks for anything. */
  idleMsPerSecond?: Share;
  readyMs: { first: number; second: number };
  machine: { cores: number; node: string };
}

/** The figures as lines for people. */
export function printed({ runs, paced, memoryMiB, idleMsPerSecond, readyMs, machine }: Figures): string[] {
  const lines = [
    `\nOne flow: place → cleared → claim → confirmed → deliver → accept → in reporting (${machine.cores} cores, Node ${machine.node})`,
  ];
  for (const run of runs) {
    const { clients, flowsPerSecond, baselinePerSecond } = run;
    lines.push(
      `\n${clients} client${clients > 1 ? 's' : ''}: ${flowsPerSecond.toFixed(1)} flows/s over ${run.flows} flows`,
      `  plain two-insert transactions: ${baselinePerSecond.toFixed(0)}/s, so one flow costs as much as ${(baselinePerSecond / flowsPerSecond).toFixed(1)} of them`,
      ...flowLines(run),
    );
  }
  if (paced) {
    const { startedPerSecond, flows, underWay } = paced;
    lines.push(
      `\n${startedPerSecond} flows started per second: ${flows} flows, ${underWay} under way when the last one started`,
      ...flowLines(paced),
    );
  }
  if (idleMsPerSecond) lines.push(`\nIdle, CPU per second: ${shares(idleMsPerSecond, 'ms', 1)}`);
  lines.push(
    `\nMemory (PSS): ${shares(memoryMiB, 'MiB', 0)}, in all ${memoryMiB.all.toFixed(0)} MiB`,
    `Ready after ${(readyMs.first / 1000).toFixed(1)} s the first time, ${(readyMs.second / 1000).toFixed(1)} s the second`,
  );
  return lines;
}

function flowLines({ commands, clearedMs, cpuMsPerFlow }: Pick<Measured, 'commands' | 'clearedMs' | 'cpuMsPerFlow'>) {
  return [
    `  CPU per flow: ${shares(cpuMsPerFlow, 'ms', 2)}`,
    `  ms                  p50     p95`,
    ...Object.entries(commands).map(([name, each]) => `  ${name.padEnd(15)}${ms(each)}`),
    `  ${'placed→cleared'.padEnd(15)}${ms(clearedMs)}`,
  ];
}

const ms = ({ p50, p95 }: Spread) => `${p50.toFixed(1).padStart(7)} ${p95.toFixed(1).padStart(7)}`;

function shares({ node, postgres, kafka }: Share, unit: string, digits: number): string {
  const each = [`Node ${node.toFixed(digits)} ${unit}`, `PostgreSQL ${postgres.toFixed(digits)} ${unit}`];
  return [...each, ...(kafka === undefined ? [] : [`Kafka ${kafka.toFixed(digits)} ${unit}`])].join(', ');
}
