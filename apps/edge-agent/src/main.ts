import { join } from 'node:path';
import { createEncoderPool, ENGINE_CHOICE_FILE } from '@portero/encoder';
import {
  createLogger,
  createMetricsRegistry,
  errorMessage,
  runUntilSignal,
  type Service,
  StopStack,
  systemClock,
} from '@portero/runtime';
import { createEdgeAgent } from './agent.ts';
import { type EdgeConfig, readEdgeConfig } from './config.ts';
import { EdgeError } from './edge-error.ts';
import { enrolCommand } from './enrol-command.ts';
import { IdentityKeeper } from './identity/identity-keeper.ts';
import { startMetricsServer } from './metrics-server.ts';

/** Runs an edge until it is told to stop, or enrols it (`enrol …`). @returns the exit code */
export async function main(
  env: Readonly<Record<string, string | undefined>> = process.env,
  [command, ...args]: readonly string[] = process.argv.slice(2),
): Promise<number> {
  try {
    if (command === 'enrol') {
      process.stdout.write(await enrolCommand(args, env));
      return 0;
    }
    if (command !== undefined) {
      throw new EdgeError(
        'USAGE',
        `There is no command "${command}". Without one the agent runs; "enrol" gets its identity.`,
      );
    }
    const config = await readEdgeConfig(env);
    const logger = createLogger({ name: 'portero-edge', level: config.logLevel });
    await runUntilSignal(edgeProcess(config, logger), logger);
    return 0;
  } catch (error) {
    process.stderr.write(`portero-edge: ${errorMessage(error)}\n`);
    return 1;
  }
}

/** Encoder, agent and metrics as one service, stopped in reverse order. */
function edgeProcess(config: EdgeConfig, logger: ReturnType<typeof createLogger>): Service {
  const stops = new StopStack(logger);
  const { model, engine, workers, language, bundle, bundleFile, metricsPort } = config;
  return {
    async start() {
      const registry = createMetricsRegistry('portero-edge');
      const encoder = await createEncoderPool(
        {
          modelsDir: join(config.dataDir, 'models'),
          calibrationsDir: join(config.dataDir, 'calibrations'),
          engineChoiceFile: join(config.dataDir, ENGINE_CHOICE_FILE),
          ...(model !== undefined && { model }),
          ...(engine !== undefined && { engine }),
          ...(workers !== undefined && { workers }),
        },
        { logger },
      );
      stops.add('encoder', () => encoder.stop());
      const identity = new IdentityKeeper({ bundle, file: bundleFile }, { clock: systemClock, logger });
      stops.add('identity', () => identity.stop());
      identity.start();
      const agent = createEdgeAgent(
        {
          bundle,
          language,
          proof: config.proof,
          tls: identity.tls,
          stateDir: join(config.dataDir, 'edge-state'),
        },
        { encoder, logger, registry },
      );
      stops.add('agent', () => agent.stop());
      if (metricsPort !== undefined) {
        const server = await startMetricsServer(
          { port: metricsPort },
          { registry, isHealthy: () => agent.connected },
        );
        stops.add('metrics', () => server.stop());
      }
      await agent.start();
    },
    stop: () => stops.stop(),
  };
}
