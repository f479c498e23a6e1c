import { createLogger, type Logger } from '@portero/runtime';

export interface LogRecord {
  /** pino's number: 10 trace, 20 debug, 30 info, 40 warn, 50 error. */
  level: number;
  msg: string;
  [field: string]: unknown;
}

export interface RecordingLogger {
  logger: Logger;
  /** Everything logged so far, in order. */
  records: LogRecord[];
  /** The raw text of every line, for tests that look for secrets. */
  text(): string;
}

/** A real logger, at level trace, that keeps what it is given instead of writing it anywhere. */
export function recordingLogger(): RecordingLogger {
  const records: LogRecord[] = [];
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    records.push(JSON.parse(line) as LogRecord);
  };
  const logger = createLogger({ name: 'test', level: 'trace', destination: { write } });
  return { logger, records, text: () => lines.join('') };
}
