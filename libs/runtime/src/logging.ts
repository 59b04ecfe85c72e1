import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { callContext } from '#ports';
import type { Config } from './config.js';
import { traceId } from './trace.js';

const PINO_LEVEL = { error: 'error', warn: 'warn', log: 'info', debug: 'debug' } as const;

/** Who tells of every part that Nest puts together: for whoever looks for a fault only. */
const NEST = [
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'NestMicroservice',
];

/** Where lines of the log go. */
export interface Lines {
  write(line: string): void;
}

/**
 * Nest's logger: one JSON line per entry, with the process and the trace and correlation of the call that it belongs to;
 * on a terminal plain lines. The last of several arguments names who speaks, an object among them is laid open.
 */
export class StructuredLog implements LoggerService {
  private readonly pino: Logger;

  constructor(
    { logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>,
    lines: Lines = process.stdout,
    app?: string,
  ) {
    this.pino = pino(
      {
        level: PINO_LEVEL[logLevel],
        base: { app, pid: process.pid },
        messageKey: 'message',
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: (level) => ({ level }) },
        mixin: () => ({ traceId: traceId(), correlationId: callContext()?.correlationId }),
      },
      logFormat === 'json' ? lines : { write: (line: string) => lines.write(plain(line)) },
    );
  }

  log(message: unknown, ...more: unknown[]): void {
    this.write(NEST.includes(String(more.at(-1))) ? 'debug' : 'info', message, more);
  }

  error(message: unknown, ...more: unknown[]): void {
    // A port that cannot be had, which is told in a sentence where the process ends.
    if (more.at(-1) === 'NestApplication') return;
    this.write('error', message, more);
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.write('warn', message, more);
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.write('debug', message, more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.write('fatal', message, more);
  }

  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'fatal',
    message: unknown,
    more: readonly unknown[],
  ): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const name = more.at(-1);
    const context = typeof name === 'string' ? name : undefined;
    const rest = context === undefined ? more : more.slice(0, -1);
    const fields = rest.filter((each) => typeof each === 'object' && each !== null);
    const stack = rest.find((each) => typeof each === 'string' && each.includes('\n    at '));
    const own = typeof message === 'object' && message !== null && !(message instanceof Error) ? message : {};
    const entry: object = Object.assign({ context }, own, ...fields, stack === undefined ? {} : { stack });
    if (message instanceof Error) this.pino[level]({ ...entry, stack: message.stack }, message.message);
    else this.pino[level](entry, own === message ? undefined : String(message));
  }
}

/** `12:00:00.000 INFO  [orders] placed {"id":"…"}`, what spans lines below it. */
function plain(line: string): string {
  const {
    time,
    level,
    context,
    message,
    stack,
    app: _app,
    pid: _pid,
    ...more
  } = JSON.parse(line) as Partial<Record<string, string>>;
  const rest = Object.keys(more).length ? ` ${JSON.stringify(more)}` : '';
  const from = context ? `[${context}] ` : '';
  const below = stack ? `\n${stack}` : '';
  return `${time?.slice(11, 23)} ${level?.toUpperCase().padEnd(5)} ${from}${message ?? ''}${rest}${below}\n`;
}
