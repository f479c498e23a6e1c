import { join } from 'node:path';
import type { EncoderPool } from '@portero/encoder';
import type { Roster } from '@portero/roster';
import { createLogger, type Logger, StopStack } from '@portero/runtime';
import { auditIdentity } from '../audit-log/audit-identity.ts';
import { keepCheckpoint } from '../audit-log/keep-checkpoint.ts';
import type { StartProgress } from '../output/progress.ts';
import { ensureDataDir } from './data-dir.ts';
import type { GlobalOptions } from './global-options.ts';
import { lazy } from './lazy.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * What a command may use. The database and the encoder are opened when a command first asks for them; their packages,
 * too, are loaded only then, since that alone takes the better part of a second.
 */
export interface CliContext {
  readonly env: Env;
  readonly global: Readonly<GlobalOptions>;
  readonly dataDir: string;
  readonly modelsDir: string;
  /** The site's own calibrations. */
  readonly calibrationsDir: string;
  readonly logger: Logger;
  /** Aborted by Ctrl-C and by the end of the process that reads us. */
  readonly signal: AbortSignal;
  readonly startProgress: StartProgress;
  /** A line for a person who waits; nothing with `--json`. */
  readonly note: (text: string) => void;
  roster(): Promise<Roster>;
  encoder(): Promise<EncoderPool>;
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
  /** How long a database that does not answer is waited for. @defaultValue 5000 */
  databaseWaitMs?: number;
}

/** A person waits; a service that starts together with its database is given longer. */
const DATABASE_WAIT_MS = 5000;

/** @returns the context, and the function that closes whatever was opened through it */
export function createContext(options: ContextOptions): { context: CliContext; close: () => Promise<void> } {
  const { env, global, signal, startProgress, note } = options;
  const logger = createLogger({
    name: 'portero',
    level: global.logLevel ?? options.defaultLogLevel ?? 'warn',
  });
  const stops = new StopStack(logger);
  const modelsDir = join(global.data, 'models');
  const calibrationsDir = join(global.data, 'calibrations');

  const roster = lazy(async () => {
    const { masterKeySettings, openRoster, processActor } = await import('@portero/roster');
    const databaseUrl = env.DATABASE_URL;
    if (!databaseUrl) await ensureDataDir(global.data);
    const opened = await openRoster(
      {
        dataDir: global.data,
        masterKey: masterKeySettings(env),
        connectTimeoutMs: options.databaseWaitMs ?? DATABASE_WAIT_MS,
        ...(databaseUrl && { databaseUrl }),
      },
      { logger, audit: auditIdentity({ dataDir: global.data }, { processActor, logger }) },
    );
    stops.add('roster', () => opened.stop());
    stops.add('audit checkpoint', () => keepCheckpoint({ dataDir: global.data }, { roster: opened, logger }));
    return opened;
  });

  const encoder = lazy(async () => {
    const { createEncoderPool, ENGINE_CHOICE_FILE } = await import('@portero/encoder');
    const { engineNamed } = await import('./engine-named.ts');
    const pool = await createEncoderPool(
      {
        modelsDir,
        calibrationsDir,
        engineChoiceFile: join(global.data, ENGINE_CHOICE_FILE),
        ...(global.model && { model: global.model }),
        ...(global.engine && { engine: engineNamed(global.engine) }),
        ...(env.PORTERO_WORKERS && { workers: Number(env.PORTERO_WORKERS) }),
      },
      { logger },
    );
    stops.add('encoder', () => pool.stop());
    return pool;
  });

  const context: CliContext = {
    env,
    global,
    dataDir: global.data,
    modelsDir,
    calibrationsDir,
    logger,
    signal,
    startProgress,
    note,
    roster,
    encoder,
    defer: (name, stop) => stops.add(name, stop),
  };
  return { context, close: () => stops.stop() };
}
