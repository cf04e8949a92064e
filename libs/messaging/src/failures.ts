/** A dependency is down or busy: wait and try again for ever. */
export class TransientError extends Error {}

/** Trying again cannot help: the fact is parked at once. */
export class PermanentError extends Error {}

const TRANSIENT_SQLSTATES = /^(08|53|57P|40001$|40P01$|55P03$|57014$|25006$)/;
const TRANSIENT_SYSTEM =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN)$/;
const LOST_CONNECTION =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after)/;

const codeOf = (error: unknown) => (error as { code?: string } | null)?.code ?? '';

/** Whether waiting may help: connection lost, lock or deadlock, server starting, standing by or out of room, or TransientError. */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error);
  return (
    error instanceof TransientError ||
    TRANSIENT_SQLSTATES.test(code) ||
    TRANSIENT_SYSTEM.test(code) ||
    (error instanceof Error && LOST_CONNECTION.test(error.message))
  );
}

/** Whether two transactions got in each other's way (deadlock, serialization, or both created the same row): redo at once. */
export function isCollision(error: unknown): boolean {
  return ['40P01', '40001', '23505'].includes(codeOf(error));
}

/** The error as one line for logs and the cursor row. */
export const errorLine = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
