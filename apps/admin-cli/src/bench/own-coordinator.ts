import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BenchChild } from './child-process.ts';

export interface OwnCoordinatorOptions {
  /** Slug; of several in one installation each has its own. */
  readonly name: string;
  readonly dataDir: string;
  /** With its credentials. */
  readonly mqttUrl: string;
  readonly modelId: string;
  /** Whether it takes turns with others. */
  readonly shared: boolean;
  /** Where it leaves a CPU profile when it ends. @defaultValue nowhere */
  readonly profileDir?: string | undefined;
}

const START_MS = 180_000;

/** @returns where it serves its metrics, once it is healthy. @throws {CliError} UNAVAILABLE */
export async function startOwnCoordinator(
  { name, dataDir, mqttUrl, modelId, shared, profileDir }: OwnCoordinatorOptions,
  { defer }: { defer(name: string, stop: () => Promise<void>): void },
): Promise<string> {
  const coordinator = await BenchChild.start({
    name: `the coordinator ${name}`,
    program: process.execPath,
    args: [
      ...(profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]),
      createRequire(import.meta.url).resolve('@portero/coordinator/program'),
    ],
    env: {
      PORTERO_DATA_DIR: dataDir,
      PORTERO_COORDINATOR_NAME: name,
      PORTERO_SHARED_SUBSCRIPTION: String(shared),
      MQTT_URL: mqttUrl,
      PORTERO_COORDINATOR_HTTP_PORT: '0',
      PORTERO_MODEL: modelId,
    },
    outputFile: join(dataDir, `${name}.log`),
  });
  defer(`benchmark ${name}`, () => coordinator.stop());
  return coordinator.ready(healthyAt, START_MS);
}

/** Where the coordinator says that it serves its health, once it is healthy. */
async function healthyAt(log: string): Promise<string | undefined> {
  const [, url] = /"url":"(http:[^"]+)"[^\n]*health and metrics served/.exec(log) ?? [];
  if (url === undefined) return undefined;
  const response = await fetch(`${url}/health`).catch(() => undefined);
  return response?.ok && log.includes('coordinator ready') ? url : undefined;
}
