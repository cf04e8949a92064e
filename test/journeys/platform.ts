import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from './client.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Straight from the sources: a journey is of the code as it stands, and needs no build. */
const FROM_SOURCES = ['--conditions=source', '--import', '@swc-node/register/esm-register', 'infra/embedded/main.ts'];

/** The first start on a busy machine makes a database, migrates it and compiles every source. */
export const START_WITHIN_MS = 90_000;

/** A folder for one platform's data that PostgreSQL reaches: started by root, it runs as another account. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkluderende-journey-'));
  chmodSync(folder, 0o755);
  return folder;
}

export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

/** The whole platform as a process of its own. */
export class PlatformProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  private output = '';
  private address: Promise<string>;

  constructor(
    readonly dataDir: string,
    settings: Record<string, string> = {},
  ) {
    const { NODE_ENV: _, DATABASE_URL: __, DEMO: ___, ...rest } = process.env;
    const env = { ...rest, LOG_LEVEL: 'info', PORT: '0', DATA_DIR: dataDir, ...settings };
    this.child = spawn(process.execPath, FROM_SOURCES, { cwd: ROOT, env });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
    this.address = new Promise((found, failed) => {
      const heard = (chunk: Buffer) => {
        this.output += String(chunk);
        const address = /is ready after[\s\S]*Address +(\S+)/.exec(this.output)?.[1];
        if (address) found(address);
      };
      this.child.stdout!.on('data', heard);
      this.child.stderr!.on('data', heard);
      void this.ended.then(() => failed(new Error(`The platform did not start:\n${this.output}`)));
    });
    this.address.catch(() => undefined);
  }

  /** Its address, once it is ready. */
  get url(): Promise<string> {
    return this.address;
  }

  /** What it has printed. */
  get said(): string {
    return this.output;
  }

  /** Asks it to stop, and answers its exit code; nothing happens where it has ended. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

interface LogLine {
  level: number;
  service: string;
  msg: string;
  url?: string;
  err?: { message: string };
}

const PINO_ERROR = 50;

/** What a platform has logged as an error, each 5xx answer among it. */
export function errorsIn({ dataDir }: PlatformProcess): string[] {
  const lines = readFileSync(join(dataDir, 'logs/platform.ndjson'), 'utf8').trim().split('\n');
  const errors = lines.map((line) => JSON.parse(line) as LogLine).filter(({ level }) => level >= PINO_ERROR);
  return errors.map(({ service, msg, url = '', err }) => `${service}: ${msg} ${url} ${err?.message ?? ''}`);
}

/** One platform for all journeys of a file; at the end it is ready still, has logged no error and stops cleanly. */
export function platformOfThisFile(): { client: Client; dataDir: string } {
  const given = {} as { client: Client; dataDir: string };
  let platform: PlatformProcess;
  beforeAll(async () => {
    platform = new PlatformProcess(dataFolder());
    given.dataDir = platform.dataDir;
    given.client = new Client(await platform.url);
  }, START_WITHIN_MS);
  afterAll(async () => {
    const ready = await given.client?.ask('GET', '/health/ready');
    expect(await platform.stop()).toBe(0);
    expect(errorsIn(platform)).toEqual([]);
    expect(ready).toMatchObject({ status: 200, body: { status: 'up' } });
    removeFolder(platform.dataDir);
  });
  return given;
}
