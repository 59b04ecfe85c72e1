import { pino } from 'pino';
import { callContext } from '#ports';
import { traceId } from './trace.js';
const PINO_LEVEL = { error: 'error', warn: 'warn', log: 'info', debug: 'debug' };
/** Who tells of every part that Nest puts together: for whoever looks for a fault only. */
const NEST = [
    'NestFactory',
    'InstanceLoader',
    'RoutesResolver',
    'RouterExplorer',
    'NestApplication',
    'NestMicroservice',
];
/**
 * Nest's logger: one JSON line per entry, with the trace and correlation of the call that it belongs to; on a terminal
 * plain lines. The last of several arguments names who speaks, an object among them is laid open.
 */
export class StructuredLog {
    pino;
    constructor({ logLevel, logFormat }, lines = process.stdout) {
        this.pino = pino({
            level: PINO_LEVEL[logLevel],
            base: null,
            timestamp: () => `,"time":"${new Date().toISOString()}"`,
            formatters: { level: (level) => ({ level }) },
            mixin: () => ({ traceId: traceId(), correlationId: callContext()?.correlationId }),
        }, logFormat === 'json' ? lines : { write: (line) => lines.write(plain(line)) });
    }
    log(message, ...more) {
        this.write(NEST.includes(String(more.at(-1))) ? 'debug' : 'info', message, more);
    }
    error(message, ...more) {
        // A port that cannot be had, which is told in a sentence where the process ends.
        if (more.at(-1) === 'NestApplication')
            return;
        this.write('error', message, more);
    }
    warn(message, ...more) {
        this.write('warn', message, more);
    }
    debug(message, ...more) {
        this.write('debug', message, more);
    }
    fatal(message, ...more) {
        this.write('fatal', message, more);
    }
    write(level, message, more) {
        if (!this.pino.isLevelEnabled(level))
            return;
        const name = more.at(-1);
        const context = typeof name === 'string' ? name : undefined;
        const rest = context === undefined ? more : more.slice(0, -1);
        const fields = rest.filter((each) => typeof each === 'object' && each !== null);
        const stack = rest.find((each) => typeof each === 'string' && each.includes('\n    at '));
        const own = typeof message === 'object' && message !== null && !(message instanceof Error) ? message : {};
        const entry = Object.assign({ context }, own, ...fields, stack === undefined ? {} : { stack });
        if (message instanceof Error)
            this.pino[level]({ ...entry, stack: message.stack }, message.message);
        else
            this.pino[level](entry, own === message ? undefined : String(message));
    }
}
/** `12:00:00.000 INFO  [orders] placed {"id":"…"}`, what spans lines below it. */
function plain(line) {
    const { time, level, context, msg, stack, ...more } = JSON.parse(line);
    const rest = Object.keys(more).length ? ` ${JSON.stringify(more)}` : '';
    const from = context ? `[${context}] ` : '';
    const below = stack ? `\n${stack}` : '';
    return `${time?.slice(11, 23)} ${level?.toUpperCase().padEnd(5)} ${from}${msg ?? ''}${rest}${below}\n`;
}
//# sourceMappingURL=logging.js.map