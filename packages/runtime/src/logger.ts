import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import { build as prettyStream } from 'pino-pretty';

/** A static message plus fields: `logger.info({ doorId }, 'door opened')`. */
export type Logger = PinoLogger;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LoggerOptions {
  /** Name of the process, the `name` field of each line. */
  name: string;
  /** @defaultValue 'info' */
  level?: LogLevel;
  /** Lines for people instead of JSON. @defaultValue whether stderr is a terminal */
  pretty?: boolean;
  /** Where lines go. @defaultValue standard error, so that standard output stays free for results */
  destination?: DestinationStream;
}

/** Fields that must never reach a log, wherever a caller nests them. */
const SECRET_FIELDS = [
  'embedding',
  'embeddings',
  'image',
  'name',
  'password',
  'token',
  'privateKey',
  'cardToken',
];

/** pino's own top-level `name` is the process's, so a person's name is only looked for below. */
const REDACTED_PATHS = SECRET_FIELDS.flatMap((field) =>
  field === 'name' ? ['*.name'] : [field, `*.${field}`],
);

export function createLogger({ name, level = 'info', pretty, destination }: LoggerOptions): Logger {
  const redact = { paths: REDACTED_PATHS, censor: '[redacted]' };
  const options = { name, level, redact, timestamp: stdTimeFunctions.isoTime };
  if (destination) return pino(options, destination);
  if (pretty ?? process.stderr.isTTY) {
    return pino(
      options,
      prettyStream({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' }),
    );
  }
  return pino(options, pino.destination({ dest: 2, sync: true }));
}

/** For callers that have no logger to give, such as a library call in a test. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
