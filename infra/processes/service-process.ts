import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Settings of a process, by name; one that is undefined is not set. */
export type Environment = Record<string, string | undefined>;

const IS_SOURCE = import.meta.url.endsWith('.ts');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
// From the sources, as under Jest, or from the build.
const FLAGS = IS_SOURCE ? ['--conditions=source', '--import', '@swc-node/register/esm-register'] : [];
const TIE = new URL(IS_SOURCE ? './tied.ts' : './tied.js', import.meta.url).href;

const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 25;
/** A process that ends by itself is started again after 100 ms, then twice as long each time, as compose does it. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 10_000];
/** After so long the next end is a new story. */
const STEADY_AFTER_MS = 10_000;
/** One that never was ready and has ended so often is not going to start. */
const MOST_STARTS = 3;

/** One service, or the gateway, as a process of its own that is started again where it ends by itself. */
export class ServiceProcess {
  /** One sentence for each time that it ended without being asked to. */
  readonly complaints: string[] = [];
  private child?: ChildProcess;
  private wanted = false;
  private endsInARow = 0;
  private lastWords = '';
  private again?: NodeJS.Timeout;

  /** Its name is the service's, but for a second instance of one. */
  constructor(
    private readonly service: string,
    private environment: Environment,
    private readonly logFile: string,
    readonly name = service,
    private readonly onComplaint: (says: string) => void = () => undefined,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.environment['PORT']}`;
  }

  get pid(): number | undefined {
    return this.isRunning ? this.child?.pid : undefined;
  }

  get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** Starts it unless it runs, and waits until it is ready. */
  async start(changed: Environment = {}): Promise<void> {
    this.spawn(changed);
    await this.untilReady();
  }

  /** Starts it unless it runs, with these settings changed, and does not wait. */
  spawn(changed: Environment = {}): void {
    this.environment = { ...this.environment, ...changed };
    this.wanted = true;
    this.endsInARow = 0;
    clearTimeout(this.again);
    if (!this.isRunning) this.launch();
  }

  /** Asks it to end and waits; one that does not end in time is killed, which is a complaint. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Ends it without a chance to say goodbye; it stays down until it is started. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Stops it and starts it with these settings changed. */
  async restart(changed: Environment = {}): Promise<void> {
    await this.stop();
    await this.start(changed);
  }

  /** Stops its clock: it neither works nor ends, and its connections stay open. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Lets it go on after `freeze`. */
  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Waits until it says that it is ready for work. */
  async untilReady(withinMs = READY_WITHIN_MS): Promise<void> {
    for (const deadline = Date.now() + withinMs; ; await pause(LOOK_EVERY_MS)) {
      if (this.endsInARow >= MOST_STARTS) {
        this.wanted = false;
        clearTimeout(this.again);
        throw new Error(`${this.name} does not start. ${this.lastWords.trim() || `See ${this.logFile}.`}`);
      }
      const why = await this.trouble();
      if (!why) return;
      if (!this.wanted) throw new Error(`${this.name} was stopped before it was ready.`);
      if (Date.now() > deadline) throw new Error(`${this.name} is not ready after ${withinMs / 1000} s: ${why}`);
    }
  }

  /** Why it is not ready, or nothing. */
  async trouble(): Promise<string | undefined> {
    if (!this.isRunning) return 'it does not run';
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      return answer.ok ? void (await answer.text()) : await answer.text();
    } catch (error) {
      return (error as Error).message;
    }
  }

  private launch(): void {
    const started = Date.now();
    const log = openSync(this.logFile, 'a');
    const child = fork(mainOf(this.service), [], {
      env: this.environment,
      execArgv: [...FLAGS, '--import', TIE],
      stdio: ['ignore', log, 'pipe', 'ipc'],
      // In a session of its own: a Ctrl-C in the terminal is for its owner, who stops all in order.
      detached: true,
    });
    closeSync(log);
    this.child = child;
    this.lastWords = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-2_000);
      appendFileSync(this.logFile, text);
    });
    child.once('exit', (code, signal) => {
      if (!this.wanted || this.child !== child) return;
      const words = this.lastWords.trim();
      this.complain(`${this.name} ended by itself (${code ?? signal})${words && `: ${words}`}`);
      this.endsInARow = Date.now() - started > STEADY_AFTER_MS ? 1 : this.endsInARow + 1;
      const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.endsInARow - 1));
      this.again = setTimeout(() => this.launch(), wait);
    });
  }

  private complain(says: string): void {
    this.complaints.push(says);
    this.onComplaint(says);
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.wanted = false;
    clearTimeout(this.again);
    if (!this.isRunning) return;
    const child = this.child!;
    const gone = once(child, 'exit');
    const late = setTimeout(() => {
      this.complain(`${this.name} did not stop within ${STOPPED_WITHIN_MS / 1000} s and was killed`);
      child.kill('SIGKILL');
    }, STOPPED_WITHIN_MS);
    child.kill(signal);
    child.kill('SIGCONT'); // a frozen one hears nothing else
    await gone;
    clearTimeout(late);
  }
}

function mainOf(name: string): string {
  const main = join(ROOT, 'services', name, 'src', IS_SOURCE ? 'main.ts' : 'main.js');
  if (!existsSync(main)) throw new Error(`There is no service ${name}: ${main} is missing.`);
  return main;
}
