import { type LogRecord, type RecordingLogger, waitUntil } from '@portero/testkit';

/** A log from a moment on. */
export class WatchedLog {
  readonly #log: RecordingLogger;
  readonly #from: number;

  constructor(log: RecordingLogger) {
    this.#log = log;
    this.#from = log.records.length;
  }

  find(msg: string, fields: Readonly<Record<string, unknown>> = {}): LogRecord | undefined {
    return this.#log.records
      .slice(this.#from)
      .find(
        (record) =>
          record.msg === msg && Object.entries(fields).every(([name, value]) => record[name] === value),
      );
  }

  /** @throws {Error} when no such line is written in time */
  async line(msg: string, fields: Readonly<Record<string, unknown>> = {}): Promise<LogRecord> {
    const what = `a line "${msg}" with ${JSON.stringify(fields)}`;
    return (await waitUntil(() => this.find(msg, fields), { what }))!;
  }

  /** The line, as an attack reports it. */
  async quote(msg: string, fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const line = await this.line(msg, fields);
    const said = line.reason ?? line.topic ?? line.filter;
    return said === undefined ? msg : `${msg}: ${String(said)}`;
  }
}
