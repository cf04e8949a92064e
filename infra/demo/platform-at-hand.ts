import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Platform } from '../embedded/platform.js';

/** A platform to play on; `close` stops it where this run has started it, and leaves the data. */
export interface PlatformAtHand {
  url: string;
  /** Other runs of the demo that play on it are waited for, unless it has to be at once. */
  close(how?: 'at once'): Promise<void>;
}

const LOOK_EVERY_MS = 100;
const OTHER_START_WITHIN_MS = 45_000;
const OTHER_RUN_WITHIN_MS = 300_000;

/** The platform that answers at the port, or one that is started for this run. */
export async function platformAtHand(
  { port, dataDir }: { port: number; dataDir: string },
  say: (line: string) => void,
): Promise<PlatformAtHand> {
  const runs = new Runs(dataDir);
  const url = `http://127.0.0.1:${port}`;
  const leave = async () => runs.leave();
  try {
    for (const deadline = Date.now() + OTHER_START_WITHIN_MS; ; await pause(LOOK_EVERY_MS)) {
      if (port !== 0 && (await isPlatform(url))) return { url, close: leave };
      const started = await start(port, dataDir, say).catch(async (error: unknown) => {
        // Another run may be starting a platform on the same data at this moment: then that one is ours as well.
        const isHeld = existsSync(join(dataDir, 'platform.lock'));
        if (!isHeld && !(await isPlatform(url))) throw error;
        if (Date.now() > deadline) throw error;
        return undefined;
      });
      if (started) return { url: started.url, close: (how) => stop(started, runs, say, how) };
    }
  } catch (error) {
    runs.leave();
    throw error;
  }
}

/** Imported only here, because a run on a platform that is up needs none of it. */
async function start(port: number, dataDir: string, say: (line: string) => void): Promise<Platform> {
  const { startPlatform } = await import('../embedded/platform.js');
  const started = await startPlatform({ port, dataDir });
  say(`No platform answered on port ${port}, so one was started; its data are in ${dataDir}.`);
  // Node's own warnings (Ed25519 is marked experimental in Node 20) belong in the platform's log.
  process.removeAllListeners('warning').on('warning', (warning) => started.log.warn({ err: warning }, 'warning'));
  return started;
}

async function stop(started: Platform, runs: Runs, say: (line: string) => void, how?: 'at once'): Promise<void> {
  runs.leave();
  const othersPlay = () => how === undefined && runs.others();
  if (othersPlay()) say('Another run of the demo plays on this platform: it is waited for.');
  for (const deadline = Date.now() + OTHER_RUN_WITHIN_MS; othersPlay() && Date.now() < deadline;) {
    await pause(LOOK_EVERY_MS);
  }
  await started.close();
}

/** Whether a platform answers; false where nobody does, an error where somebody else does. */
async function isPlatform(url: string): Promise<boolean> {
  let answer: Response;
  try {
    answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(5_000) });
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') throw otherThan(url);
    return false;
  }
  const body = (await answer.json().catch(() => undefined)) as { status?: string } | undefined;
  if (body?.status === 'up') return true;
  throw otherThan(url);
}

const otherThan = (url: string) =>
  new Error(`At ${url} something answers that is no platform: set PORT to the platform's port, or to a free one.`);

/** The runs that use the data folder's platform, as files named by process: the one that started it waits for the others. */
class Runs {
  private readonly folder: string;
  private readonly own = String(process.pid);

  constructor(dataDir: string) {
    this.folder = join(dataDir, 'demo-runs');
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(join(this.folder, this.own), '');
    } catch {
      // Another account's folder: its platform may still be played on, it only does not wait for us.
    }
  }

  leave(): void {
    rmSync(join(this.folder, this.own), { force: true });
  }

  /** Whether another run is alive; what a killed one left is removed. */
  others(): boolean {
    if (!existsSync(this.folder)) return false;
    const alive = readdirSync(this.folder).filter((pid) => {
      if (isAlive(Number(pid))) return true;
      rmSync(join(this.folder, pid), { force: true });
      return false;
    });
    return alive.some((pid) => pid !== this.own);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
