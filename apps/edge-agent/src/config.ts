import { ENGINE_NAMES, type EngineName } from '@portero/encoder';
import { PROOFS, type Proof } from '@portero/protocol';
import { readConfig } from '@portero/runtime';
import { z } from 'zod';
import { parseActuator } from './actuators/actuator-config.ts';
import { checkChallengeCamera } from './challenge-camera.ts';
import { type EdgeBundle, readEdgeBundle } from './edge-bundle.ts';
import { EdgeError } from './edge-error.ts';

const environmentSchema = z.object({
  PORTERO_EDGE_BUNDLE: z.string().min(1),
  PORTERO_CAMERA: z.string().optional(),
  PORTERO_ACTUATOR: z.string().optional(),
  PORTERO_LANGUAGE: z.enum(['en', 'es']).default('en'),
  PORTERO_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  PORTERO_MODEL: z.string().optional(),
  PORTERO_ENGINE: z.enum(ENGINE_NAMES).optional(),
  PORTERO_WORKERS: z.coerce.number().int().min(1).max(64).optional(),
  PORTERO_PROOF: z.enum(PROOFS).default('session'),
  PORTERO_DATA_DIR: z.string().default('./.portero'),
  PORTERO_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
});

/** Everything that an edge process is told at its start. */
export interface EdgeConfig {
  readonly bundle: EdgeBundle;
  /** Where the bundle lies: a renewed certificate is written there. */
  readonly bundleFile: string;
  readonly language: 'en' | 'es';
  readonly logLevel: z.output<typeof environmentSchema>['PORTERO_LOG_LEVEL'];
  /** Whether each message is signed, or once each session. */
  readonly proof: Proof;
  readonly dataDir: string;
  readonly model?: string;
  readonly engine?: EngineName;
  readonly workers?: number;
  /** Serves `/metrics` and `/healthz` on the loopback when set. */
  readonly metricsPort?: number;
}

/**
 * Reads the environment and the bundle file that it names.
 * `PORTERO_CAMERA` and `PORTERO_ACTUATOR` override those of an edge that has a single door.
 *
 * @throws {ConfigError} a variable is wrong
 * @throws {EdgeError} BUNDLE_UNREADABLE, BUNDLE_INVALID; CONFIG_INVALID for an override on an edge with several doors, or
 *   photographs for a door that gives challenges
 */
export async function readEdgeConfig(env: Readonly<Record<string, string | undefined>>): Promise<EdgeConfig> {
  const variables = readConfig(environmentSchema, env);
  const bundle = await readEdgeBundle(variables.PORTERO_EDGE_BUNDLE);
  return Object.freeze({
    bundle: withOverrides(bundle, variables),
    bundleFile: variables.PORTERO_EDGE_BUNDLE,
    language: variables.PORTERO_LANGUAGE,
    logLevel: variables.PORTERO_LOG_LEVEL,
    proof: variables.PORTERO_PROOF,
    dataDir: variables.PORTERO_DATA_DIR,
    ...(variables.PORTERO_MODEL !== undefined && { model: variables.PORTERO_MODEL }),
    ...(variables.PORTERO_ENGINE !== undefined && { engine: variables.PORTERO_ENGINE }),
    ...(variables.PORTERO_WORKERS !== undefined && { workers: variables.PORTERO_WORKERS }),
    ...(variables.PORTERO_METRICS_PORT !== undefined && { metricsPort: variables.PORTERO_METRICS_PORT }),
  });
}

function withOverrides(
  bundle: EdgeBundle,
  { PORTERO_CAMERA: camera, PORTERO_ACTUATOR: actuator }: z.output<typeof environmentSchema>,
): EdgeBundle {
  if (camera === undefined && actuator === undefined) return bundle;
  const [door, ...others] = bundle.doors;
  if (!door || others.length > 0) {
    throw new EdgeError(
      'CONFIG_INVALID',
      `PORTERO_CAMERA and PORTERO_ACTUATOR need an edge with one door; ${bundle.address} has ${bundle.doors.length}. ` +
        'Put camera and actuator into the bundle file.',
    );
  }
  const overridden = {
    ...door,
    ...(camera !== undefined && { camera: { ...DEFAULT_CAMERA, ...door.camera, uri: camera } }),
    ...(actuator !== undefined && { actuator: parseActuator(actuator) }),
  };
  checkChallengeCamera(overridden);
  return { ...bundle, doors: [overridden] };
}

const DEFAULT_CAMERA = { loop: false, maxFps: 10, maxWidthPx: 1280, delivery: 'paced' } as const;
