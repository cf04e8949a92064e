import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeFolder } from '../embedded/data-folder.js';

const run = promisify(execFile);

/** Where one broker of a cluster listens. */
export interface Ports {
  /** For clients and the other brokers. */
  port: number;
  /** For the quorum. */
  controllerPort: number;
  /** Where clients and the other brokers are told to come, if something stands between. */
  advertised?: number;
}

const UP_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 30_000;
// The same for all brokers that are formatted together; any 22 letters of base 64 will do.
const CLUSTER_ID = 'inkluderende-kommune-1';
const LOOK_EVERY_MS = 25;
const STARTED = 'Kafka Server started';

/** One node of a Kafka cluster in KRaft mode, broker and controller at once, as a process of its own. */
export class Broker {
  private process?: ChildProcess;

  constructor(
    private readonly jars: string,
    private readonly folder: string,
    private readonly node: number,
    private readonly cluster: Ports[],
  ) {}

  get address(): string {
    const { port, advertised = port } = this.cluster[this.node - 1]!;
    return `127.0.0.1:${advertised}`;
  }

  get isRunning(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Lets this process end before the broker does. */
  letGo(): void {
    this.process?.unref();
  }

  /** Starts it, on its earlier data where there are any, and waits until it answers clients. */
  async start(): Promise<void> {
    if (this.isRunning) return;
    makeFolder(this.folder);
    writeFileSync(this.file('server.properties'), this.properties());
    writeFileSync(this.file('log4j2.properties'), LOGGING);
    if (!existsSync(this.file('data/meta.properties'))) {
      const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', 'server.properties'];
      await run('java', [...this.java('256M'), ...format], { cwd: this.folder });
    }
    const log = openSync(this.file('broker.log'), 'a');
    const from = fstatSync(log).size;
    const child = spawn('java', [...this.java('512M'), 'kafka.Kafka', 'server.properties'], {
      cwd: this.folder,
      stdio: ['ignore', log, log],
      // In a session of its own: a Ctrl-C in the terminal is for its owner, who stops it in order.
      detached: true,
    });
    closeSync(log);
    this.process = child;
    await this.untilStarted(child, from);
  }

  /** Ends it in order, as on SIGTERM; what does not end in time is killed. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Ends it without a chance to say goodbye. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it and throws its data away. */
  async wipe(): Promise<void> {
    await this.kill();
    rmSync(this.file('data'), { recursive: true, force: true });
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.isRunning) return;
    const child = this.process!;
    const gone = once(child, 'exit');
    const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    child.kill(signal);
    await gone;
    clearTimeout(late);
  }

  private async untilStarted(child: ChildProcess, from: number): Promise<void> {
    let failure: string | undefined;
    child.once('exit', () => (failure ??= 'ended while starting'));
    child.once('error', (error) => {
      this.process = undefined;
      failure ??= error.message;
    });
    const said = () => readFileSync(this.file('broker.log')).subarray(from).toString();
    for (const deadline = Date.now() + UP_WITHIN_MS; !said().includes(STARTED); await pause(LOOK_EVERY_MS)) {
      if (Date.now() > deadline) {
        child.kill('SIGKILL');
        failure ??= `was not up within ${UP_WITHIN_MS / 1000} s`;
      }
      if (failure) throw new Error(`Kafka ${this.address} ${failure}:\n${said().split('\n').slice(-20).join('\n')}`);
    }
  }

  private java(heap: string): string[] {
    return [
      '-Xms64M',
      `-Xmx${heap}`,
      '-Djava.awt.headless=true',
      '-Dlog4j2.configurationFile=log4j2.properties',
      '-Dkafka.logs.dir=logs',
      '-cp',
      join(this.jars, '*'),
    ];
  }

  private file(name: string): string {
    return join(this.folder, name);
  }

  private properties(): string {
    const { port, controllerPort } = this.cluster[this.node - 1]!;
    const copies = Math.min(3, this.cluster.length);
    const inSync = Math.min(2, copies);
    const listeners = `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`;
    return Object.entries({
      'process.roles': 'broker,controller',
      'node.id': this.node,
      'controller.quorum.voters': this.cluster.map((each, i) => `${i + 1}@127.0.0.1:${each.controllerPort}`).join(),
      listeners,
      'advertised.listeners': `PLAINTEXT://${this.address}`,
      'inter.broker.listener.name': 'PLAINTEXT',
      'controller.listener.names': 'CONTROLLER',
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      'log.dirs': 'data',
      'auto.create.topics.enable': false,
      'default.replication.factor': copies,
      'min.insync.replicas': inSync,
      'unclean.leader.election.enable': false,
      'offsets.topic.num.partitions': 4,
      'offsets.topic.replication.factor': copies,
      'transaction.state.log.replication.factor': copies,
      'transaction.state.log.min.isr': inSync,
      'share.coordinator.state.topic.replication.factor': copies,
      'share.coordinator.state.topic.min.isr': inSync,
      'group.initial.rebalance.delay.ms': 0,
    })
      .map(([key, value]) => `${key}=${value}\n`)
      .join('');
  }
}

const LOGGING = `appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=WARN
rootLogger.appenderRef.console.ref=console
logger.up.name=kafka.server.KafkaRaftServer
logger.up.level=INFO
`;
