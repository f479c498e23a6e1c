import { createLogger, errorMessage, runUntilSignal } from '@portero/runtime';
import { readCoordinatorConfig } from './config.ts';
import { createCoordinatorHost } from './coordinator-host.ts';

/** Runs a coordinator until SIGINT or SIGTERM. @returns the exit code of the process */
export async function main(env: Readonly<Record<string, string | undefined>> = process.env): Promise<number> {
  const bootLogger = createLogger({ name: 'coordinator' });
  try {
    const config = readCoordinatorConfig(env);
    const logger = createLogger({ name: 'coordinator', level: config.logLevel });
    await runUntilSignal(createCoordinatorHost(config, { logger }), logger);
    return 0;
  } catch (error) {
    bootLogger.fatal({ reason: errorMessage(error) }, 'the coordinator could not go on');
    return 1;
  }
}
