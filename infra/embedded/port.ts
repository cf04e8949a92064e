import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/** The port of last time, so that addresses stay valid over a restart, unless somebody else has it now. */
export async function choosePort(portFile: string): Promise<number> {
  const remembered = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
  if (remembered && (await isFree(remembered))) return remembered;
  const chosen = await freePort();
  // Removed first: the file may be root's, from a start by root in the same folder.
  rmSync(portFile, { force: true });
  writeFileSync(portFile, String(chosen));
  return chosen;
}

// Below those that systems hand out by themselves (from 32768 on Linux, 49152 elsewhere): whoever asks for any port, or calls
// out from one, does not get ours between our look and its use, nor while what listened there is restarted.
const [FIRST, LAST] = [10_000, 32_767];
// Every process begins elsewhere, and nobody gets the same twice.
let last = FIRST + ((process.pid * 41) % (LAST - FIRST));

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = (last = last < LAST ? last + 1 : FIRST);
    if (await isFree(port)) return port;
  }
}

/** Whether nobody listens on the port now. */
export function isFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

/** Whether somebody listens on the port; unlike isFree it does not take the port for a moment. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy());
    socket.once('error', () => undefined);
    socket.once('close', (failed) => answer(!failed));
  });
}

function listenOnce(port: number): Promise<void> {
  return new Promise((found, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port, host: '127.0.0.1' }, () => probe.close(() => found()));
  });
}
