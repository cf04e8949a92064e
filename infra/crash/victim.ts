import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ChildOrders } from './child.js';

const IS_SOURCE = import.meta.url.endsWith('.ts');
const CHILD = fileURLToPath(new URL(IS_SOURCE ? './child.ts' : './child.js', import.meta.url));
// From the sources, as under Jest, or from the build.
const SWC = ['--conditions=source', '--import', '@swc-node/register/esm-register'];
const UP_WITHIN_MS = 60_000;

/** The process that is killed again and again: the platform, and the witness beside it. */
export class Victim {
  /** One sentence for each time that it ended without being killed. */
  readonly complaints: string[] = [];
  private process?: ChildProcess;
  private condemned?: ChildProcess;
  private up: Promise<unknown> = Promise.resolve();

  constructor(private readonly orders: ChildOrders) {}

  /** Starts it unless it runs, and waits until it is up; one that ends by itself meanwhile is started again. */
  async start(): Promise<void> {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      if (!this.isRunning) this.spawn();
      await this.up;
      if (this.isRunning) return;
    }
    throw new Error(`the platform does not start: ${this.complaints.join('; ')}`);
  }

  /** Starts it and does not wait. */
  spawn(): void {
    const child = fork(CHILD, [JSON.stringify(this.orders)], {
      execArgv: IS_SOURCE ? SWC : [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit').then(([code, signal]) => {
      if (this.condemned !== child) this.complaints.push(`the platform ended by itself (${String(code ?? signal)})`);
    });
    const late = setTimeout(() => child.kill('SIGKILL'), UP_WITHIN_MS);
    this.up = Promise.race([once(child, 'message'), ended]).finally(() => clearTimeout(late));
    this.process = child;
  }

  async kill(): Promise<void> {
    if (!this.isRunning) return;
    this.condemned = this.process;
    const ended = once(this.process!, 'exit');
    this.process!.kill('SIGKILL');
    await ended;
  }

  private get isRunning(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }
}
