import { schemaOf, type RetryPolicy } from '#libs/messaging';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { secretOf } from '../embedded/data-folder.js';
import { freePort } from '../embedded/port.js';
import type { EmbeddedPostgres } from '../embedded/postgres.js';
import { platformDatabase, provision } from '../embedded/provision.js';
import { Stack } from '../embedded/stack.js';
import type { Broker } from '../kafka/broker.js';
import { withPool } from '../ops/pool.js';
import { startProcesses, type Processes } from '../processes/processes.js';
import { ServiceProcess, type Environment } from '../processes/service-process.js';
import { Line } from './line.js';
import { writeSpoiling, type Spoiling, type Told } from './spoiling.js';
import { witness } from './witness.js';

/** What a run takes place on. */
export interface StageOptions {
  folder: string;
  transport: 'postgres' | 'kafka';
  brokers: 1 | 3;
  mutant?: string;
  retry: RetryPolicy;
  say: (line: string) => void;
}

const here = (name: string) => fileURLToPath(new URL(`./${name}${import.meta.url.slice(-3)}`, import.meta.url));
/** A broker that lives for seconds is up sooner, and takes less from the others, where Java does not optimise much. */
const BRIEF_JAVA = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';
const UP_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 50;
const TRIES = 50;

/** Every process of the platform and the witness, each behind lines that can be cut, and what can be done to them. */
export class Stage {
  private readonly stack = new Stack();
  private readonly environments = new Map<string, Environment>();
  private readonly spoilings = new Map<string, { file: string; is: Spoiling }>();
  private readonly all = new Map<string, ServiceProcess>();
  /** To PostgreSQL by the name of who uses it, to a broker by its number. */
  readonly lines = new Map<string, Line>();
  /** Sentences about processes that ended by themselves. */
  readonly complaints: string[] = [];
  private processes!: Processes;
  private doubles = 0;

  private constructor(private readonly options: StageOptions) {}

  /** Starts everything; what has started is stopped when something fails. */
  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    try {
      await stage.start();
      return stage;
    } catch (error) {
      await stage.close().catch(() => undefined);
      throw error;
    }
  }

  get url(): string {
    return this.processes.url;
  }

  get postgres(): EmbeddedPostgres {
    return this.processes.postgres!;
  }

  get brokers(): Broker[] {
    return this.processes.brokers;
  }

  /** The services, the gateway and the witness, and second processes of them. */
  get everybody(): ServiceProcess[] {
    return [...this.all.values()];
  }

  /** Where the processes write what they have to say. */
  get logFolder(): string {
    return this.processes.logFolder;
  }

  /** Address of the platform's database as its administrator, past all lines. */
  get adminUrl(): string {
    return platformDatabase(this.processes.adminUrl);
  }

  process(name: string): ServiceProcess {
    return this.all.get(name)!;
  }

  /** Changes what goes wrong inside a process. */
  spoil(name: string, change: Spoiling): void {
    const spoiling = this.spoilings.get(name)!;
    spoiling.is = { ...spoiling.is, ...change };
    writeSpoiling(spoiling.file, spoiling.is);
  }

  /** Starts one more process of a service; answers how to end it. */
  async double(service: string): Promise<() => Promise<void>> {
    const name = `${service}-${(this.doubles += 1) + 1}`;
    const { file } = this.spoilings.get(service)!;
    const environment = { ...this.environments.get(service)!, PORT: String(await freePort()) };
    this.spoilings.set(name, { file, is: {} });
    const process = this.launch(service, environment, name);
    process.spawn();
    return async () => {
      await process.stop();
      this.all.delete(name);
    };
  }

  /** As the database's administrator; a server that is just starting again is waited for. */
  async sql(text: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await withPool(this.adminUrl, async (pool) => void (await pool.query(text)));
      } catch (error) {
        if (tries === TRIES) throw error;
        await pause(LOOK_EVERY_MS * 4);
      }
    }
  }

  /** Waits until a process answers; one with parked facts is not ready, but up. Whether it does in time. */
  async isUp(name: string, withinMs = UP_WITHIN_MS): Promise<boolean> {
    for (const deadline = Date.now() + withinMs; Date.now() < deadline; await pause(LOOK_EVERY_MS)) {
      const { url } = this.process(name);
      const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
      if (answer?.ok) return true;
    }
    return false;
  }

  async close(): Promise<void> {
    await Promise.all(this.everybody.map((process) => process.stop()));
    await this.stack.unwind();
  }

  private async start(): Promise<void> {
    const { folder, transport, brokers, say } = this.options;
    mkdirSync(join(folder, 'spoiling'), { recursive: true });
    process.env['JAVA_TOOL_OPTIONS'] ??= BRIEF_JAVA;
    const ports = transport === 'kafka' ? await this.brokerPorts(brokers) : undefined;
    let plannedOfReporting: Environment = {};
    this.processes = await startProcesses({
      ...{ dataDir: folder, port: 0, transport, brokerPorts: ports },
      settings: { LOG_LEVEL: 'warn' },
      environmentOf: (name, planned) => {
        if (name === 'reporting') plannedOfReporting = planned;
        return this.harmed(name, planned);
      },
      onStep: say,
      onComplaint: (says) => this.complaints.push(says),
    });
    this.stack.push(() => this.processes.close());
    for (const process of [...this.processes.services, this.processes.gateway]) this.all.set(process.name, process);
    const schemas = [{ schema: witness.name, reads: witness.reads.map(schemaOf) }];
    const urls = (await provision(this.processes.adminUrl, secretOf(folder), schemas))[witness.name]!;
    const own = { PORT: String(await freePort()), DATABASE_URL: urls.run, DATABASE_OWNER_URL: urls.owner };
    const environment = await this.harmed(witness.name, { ...plannedOfReporting, ...own });
    await this.launch(here('witness-main'), environment, witness.name).start();
  }

  private launch(service: string, environment: Environment, name: string): ServiceProcess {
    const log = join(this.options.folder, 'logs', `${name}.ndjson`);
    const process = new ServiceProcess(service, environment, log, name, (says) => this.complaints.push(says));
    this.all.set(name, process);
    return process;
  }

  private async brokerPorts(count: number) {
    const ports = [];
    for (let number = 1; number <= count; number += 1) {
      const port = await freePort();
      const line = await this.line(`broker-${number}`, port);
      ports.push({ port, controllerPort: await freePort(), advertised: line.port });
    }
    return ports;
  }

  private async line(name: string, port: number): Promise<Line> {
    const known = this.lines.get(name);
    if (known) return known;
    const line = await Line.open(port);
    this.lines.set(name, line);
    this.stack.push(() => line.close());
    return line;
  }

  /** The environment in which a process comes to harm: its own line to PostgreSQL, and the preload. */
  private async harmed(name: string, planned: Environment): Promise<Environment> {
    const { folder, mutant, retry } = this.options;
    const file = join(folder, 'spoiling', `${name}.json`);
    this.spoilings.set(name, { file, is: {} });
    writeSpoiling(file, {});
    const told: Told = { service: name, file, mutant, retry };
    const environment: Environment = { ...planned, FAULTS: JSON.stringify(told), NODE_OPTIONS: nodeOptions() };
    for (const setting of ['DATABASE_URL', 'DATABASE_OWNER_URL']) {
      if (!planned[setting]) continue;
      const url = new URL(planned[setting]);
      url.port = String((await this.line(name, Number(url.port))).port);
      environment[setting] = url.href;
    }
    this.environments.set(name, environment);
    return environment;
  }
}

/** The preload, from the sources or from the build. */
function nodeOptions(): string {
  const preload = `--import ${new URL(`./preload${import.meta.url.slice(-3)}`, import.meta.url).href}`;
  const sources = '--conditions=source --import @swc-node/register/esm-register';
  return [process.env['NODE_OPTIONS'] ?? '', import.meta.url.endsWith('.ts') ? sources : '', preload].join(' ').trim();
}
