import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const LOOK_EVERY_MS = 20;
/** Hosts kill what has not stopped after ten seconds. */
const AT_MOST_MS = 8_000;

/**
 * Lets go of the connections that a server which closes would wait for: those that become idle only now (72 s each), those
 * that never asked for anything, as browsers open in advance (60 s), and in the end whatever is still there.
 */
export function lettingGo(server: Server): () => Promise<void> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return async () => {
    const looking = setInterval(() => {
      server.closeIdleConnections();
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    }, LOOK_EVERY_MS);
    const ending = setTimeout(() => server.closeAllConnections(), AT_MOST_MS);
    for (const timer of [looking, ending]) timer.unref();
    server.once('close', () => {
      clearInterval(looking);
      clearTimeout(ending);
    });
  };
}
