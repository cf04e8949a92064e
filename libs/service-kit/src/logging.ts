import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** A file that one or more loggers write to, line by line. */
export interface LogFile {
  write(line: string): void;
  /** Writes what is still waiting; for the last moment before the process ends. */
  flushSync(): void;
}

/** Opens a log file and makes its folder; `onError` hears of a full or unwritable disk, which must not stop the work. */
export function openLogFile(path: string, onError: (error: Error) => void): LogFile {
  const file = pino.destination({ dest: path, mkdir: true, sync: false });
  file.on('error', onError);
  return file;
}

/** A pino logger for a process; `service` is on every line. Secrets and tokens never reach it. */
export function loggerFor(service: string, level: string, file?: LogFile): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['req.headers.authorization', 'headers.authorization', '*.password'],
  };
  return file ? pino(options, file) : pino(options);
}

/** Lets Nest's own words go to pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log = (message: unknown, context?: string) => this.logger.debug({ context }, String(message));
  debug = this.log;
  verbose = this.log;
  warn = (message: unknown, context?: string) => this.logger.warn({ context }, String(message));
  error = (message: unknown, stack?: string, context?: string) =>
    this.logger.error({ context, stack }, String(message));
  fatal = (message: unknown, context?: string) => this.logger.fatal({ context }, String(message));
}
