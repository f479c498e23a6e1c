import type { LogLevel } from '@portero/runtime';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const satisfies LogLevel[];

/** The options that every command takes, before or after its name. */
export interface GlobalOptions {
  /** @defaultValue PORTERO_DATA_DIR, else './.portero' */
  data: string;
  json?: boolean;
  /** @defaultValue PORTERO_LOG_LEVEL, else 'warn' ('info' for `up`) */
  logLevel?: LogLevel;
  /** @defaultValue PORTERO_MODEL, else the encoder's own default */
  model?: string;
  /** @defaultValue PORTERO_ENGINE, else the best that works here */
  engine?: string;
  color: boolean;
}
