import { join } from 'node:path';
import { createEncoderPool, type EncoderPool, type EncoderPoolOptions } from '@portero/encoder';
import { openRoster, type Roster } from '@portero/roster';
import { createLogger, type Logger, StopStack } from '@portero/runtime';
import type { StartProgress } from '../output/progress.ts';
import { engineNamed } from './engine-named.ts';
import type { GlobalOptions } from './global-options.ts';
import { lazy } from './lazy.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** What a command may use. The database and the encoder are opened by the first command that asks for them. */
export interface CliContext {
  readonly env: Env;
  readonly global: Readonly<GlobalOptions>;
  readonly dataDir: string;
  readonly modelsDir: string;
  readonly logger: Logger;
  /** Aborted by Ctrl-C and by the end of the process that reads us. */
  readonly signal: AbortSignal;
  readonly startProgress: StartProgress;
  /** A line for a person who waits; nothing with `--json`. */
  readonly note: (text: string) => void;
  roster(): Promise<Roster>;
  encoder(): Promise<EncoderPool>;
  encoderOptions(): EncoderPoolOptions;
  /** Has something undone when the command ends, however it ends; last in, first out. */
  defer(name: string, stop: () => Promise<void> | void): void;
}

export interface ContextOptions {
  env: Env;
  global: GlobalOptions;
  signal: AbortSignal;
  startProgress: StartProgress;
  note: (text: string) => void;
  /** @defaultValue 'warn' */
  defaultLogLevel?: 'info' | 'warn';
}

/** @returns the context, and the function that closes whatever was opened through it */
export function createContext(options: ContextOptions): { context: CliContext; close: () => Promise<void> } {
  const { env, global, signal, startProgress, note } = options;
  const logger = createLogger({
    name: 'portero',
    level: global.logLevel ?? options.defaultLogLevel ?? 'warn',
  });
  const stops = new StopStack(logger);
  const modelsDir = join(global.data, 'models');

  const encoderOptions = (): EncoderPoolOptions => ({
    modelsDir,
    ...(global.model && { model: global.model }),
    ...(global.engine && { engine: engineNamed(global.engine) }),
    ...(env.PORTERO_WORKERS && { workers: Number(env.PORTERO_WORKERS) }),
  });

  const roster = lazy(async () => {
    const databaseUrl = env.DATABASE_URL;
    const opened = await openRoster(
      { dataDir: global.data, ...(databaseUrl && { databaseUrl }) },
      { logger },
    );
    stops.add('roster', () => opened.stop());
    return opened;
  });

  const encoder = lazy(async () => {
    const pool = await createEncoderPool(encoderOptions(), { logger });
    stops.add('encoder', () => pool.stop());
    return pool;
  });

  const context: CliContext = {
    env,
    global,
    dataDir: global.data,
    modelsDir,
    logger,
    signal,
    startProgress,
    note,
    roster,
    encoder,
    encoderOptions,
    defer: (name, stop) => stops.add(name, stop),
  };
  return { context, close: () => stops.stop() };
}
