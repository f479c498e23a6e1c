import { join } from 'node:path';
import { type MasterKeySettings, masterKeySettings } from '@portero/roster';
import { readConfig } from '@portero/runtime';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().positive();

const schema = z.object({
  PORTERO_DATA_DIR: z.string().default('./.portero'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  MQTT_URL: z.url({ protocol: /^(mqtts?|wss?)$/ }).optional(),
  PORTERO_BROKER_HOST: z.string().default('127.0.0.1'),
  PORTERO_BROKER_PORT: port.default(1883),
  PORTERO_SHARED_SUBSCRIPTION: z.stringbool().default(false),
  PORTERO_MASTER_KEY: z.string().optional(),
  PORTERO_MASTER_KEY_PREVIOUS: z.string().optional(),
  PORTERO_MASTER_KEY_COMMAND: z.string().optional(),
  PORTERO_MODEL: z.string().default('mobilefacenet-192'),
  PORTERO_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  PORTERO_COORDINATOR_HTTP_HOST: z.string().default('127.0.0.1'),
  PORTERO_COORDINATOR_HTTP_PORT: port.optional(),
  PORTERO_OBSERVATION_TTL_MS: milliseconds.max(10_000).default(3000),
  PORTERO_DATABASE_TIMEOUT_MS: milliseconds.default(1000),
  PORTERO_MAX_CONCURRENT: z.coerce.number().int().positive().default(16),
  PORTERO_MAX_QUEUED: z.coerce.number().int().positive().default(256),
});

export interface CoordinatorConfig {
  /** Where keys, broker accounts, edge bundles and the embedded database live. */
  dataDir: string;
  /** An external Postgres. @defaultValue the embedded one in `dataDir` */
  databaseUrl?: string;
  /** Where the master key is. @defaultValue the file `keys/master.key` in `dataDir` */
  masterKey?: MasterKeySettings;
  /** An external broker, credentials in the URL. @defaultValue the embedded one */
  mqttUrl?: string;
  brokerHost: string;
  /** Port of the embedded broker; 0 takes a free one. */
  brokerPort: number;
  /** Share observations with other coordinators (`$share/coordinators/…`); the embedded broker cannot. */
  sharedSubscription: boolean;
  /** The model whose templates are searched; an observation of another model is denied `model_mismatch`. */
  modelId: string;
  /** JSON file with thresholds that override the built-in ones; may be absent. */
  modelPoliciesFile: string;
  logLevel: z.output<typeof schema>['PORTERO_LOG_LEVEL'];
  httpHost: string;
  /** Port for `/health` and `/metrics`. @defaultValue not served */
  httpPort?: number;
  /** An observation older than this, on arrival or in the queue, is denied. */
  observationTtlMs: number;
  /** What one decision may wait for the database in one step. */
  databaseTimeoutMs: number;
  /**
   * Doors (`site/building/edge/door`) that see unrelated photographs: where their own setting says nothing, one picture
   * is enough. Not from the environment: only who also runs the cameras knows.
   */
  photographDoors?: readonly string[];
  /** Observations decided at the same time. */
  maxConcurrent: number;
  /** Observations waiting behind those; more are denied `overloaded`. */
  maxQueued: number;
}

/** @throws {ConfigError} naming every variable that is wrong */
export function readCoordinatorConfig(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<CoordinatorConfig> {
  const read = readConfig(schema, env);
  return Object.freeze({
    dataDir: read.PORTERO_DATA_DIR,
    ...(read.DATABASE_URL === undefined ? {} : { databaseUrl: read.DATABASE_URL }),
    ...(read.MQTT_URL === undefined ? {} : { mqttUrl: read.MQTT_URL }),
    masterKey: masterKeySettings(read),
    brokerHost: read.PORTERO_BROKER_HOST,
    brokerPort: read.PORTERO_BROKER_PORT,
    sharedSubscription: read.PORTERO_SHARED_SUBSCRIPTION,
    modelId: read.PORTERO_MODEL,
    modelPoliciesFile: join(read.PORTERO_DATA_DIR, 'model-policies.json'),
    logLevel: read.PORTERO_LOG_LEVEL,
    httpHost: read.PORTERO_COORDINATOR_HTTP_HOST,
    ...(read.PORTERO_COORDINATOR_HTTP_PORT === undefined
      ? {}
      : { httpPort: read.PORTERO_COORDINATOR_HTTP_PORT }),
    observationTtlMs: read.PORTERO_OBSERVATION_TTL_MS,
    databaseTimeoutMs: read.PORTERO_DATABASE_TIMEOUT_MS,
    maxConcurrent: read.PORTERO_MAX_CONCURRENT,
    maxQueued: read.PORTERO_MAX_QUEUED,
  });
}
