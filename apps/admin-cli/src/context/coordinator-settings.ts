import type { CoordinatorConfig } from '@portero/coordinator';
import type { CliContext } from './cli-context.ts';

/** How the coordinator of this data directory is set up, by the same environment: what edges are to be told. */
export async function coordinatorSettings({
  env,
  dataDir,
}: CliContext): Promise<Readonly<CoordinatorConfig>> {
  const { readCoordinatorConfig } = await import('@portero/coordinator');
  return readCoordinatorConfig({ ...env, PORTERO_DATA_DIR: dataDir });
}
