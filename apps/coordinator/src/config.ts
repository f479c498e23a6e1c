import { join } from 'node:path';
import { TWO_PERSON_ACTS, type TwoPersonAct } from '@portero/access';
import { isLoopbackHost } from '@portero/bus';
import { SLUG_PATTERN } from '@portero/protocol';
import { DEFAULT_POOL, type MasterKeySettings, masterKeySettings } from '@portero/roster';
import { readConfig } from '@portero/runtime';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const minutes = z.coerce.number().int().positive().max(43_200);
const milliseconds = z.coerce.number().int().positive();

const MINUTE_MS = 60_000;

const schema = z.object({
  PORTERO_DATA_DIR: z.string().default('./.portero'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  MQTT_URL: z.url({ protocol: /^(mqtts?|wss?)$/ }).optional(),
  PORTERO_BROKER_HOST: z.string().default('127.0.0.1'),
  PORTERO_BROKER_PORT: port.optional(),
  PORTERO_BROKER_TLS: z.enum(['auto', 'on', 'plaintext']).default('auto'),
  PORTERO_MQTT_CA: z.string().optional(),
  PORTERO_EDGE_BROKER_URL: z.url({ protocol: /^mqtts?$/ }).optional(),
  PORTERO_COORDINATOR_NAME: z.string().regex(SLUG_PATTERN).default('coordinator'),
  PORTERO_SERVER_NAMES: z
    .string()
    .default('')
    .transform((names) => names.split(',').flatMap((name) => name.trim() || [])),
  PORTERO_ENROL_HOST: z.string().optional(),
  PORTERO_ENROL_PORT: port.optional(),
  PORTERO_API_HOST: z.string().default('127.0.0.1'),
  PORTERO_API_PORT: port.optional(),
  PORTERO_API_TLS: z.enum(['auto', 'on']).default('auto'),
  PORTERO_API_SESSION_IDLE_MINUTES: minutes.default(30),
  PORTERO_API_SESSION_MINUTES: minutes.default(720),
  PORTERO_API_PROPOSAL_MINUTES: minutes.default(1440),
  PORTERO_API_TWO_PERSON: z
    .string()
    .default(TWO_PERSON_ACTS.join(','))
    .transform((acts) => (acts.trim() === 'none' ? [] : acts.split(',').map((act) => act.trim())))
    .pipe(z.array(z.enum(TWO_PERSON_ACTS))),
  PORTERO_ALLOW_UNSEALED: z.stringbool().optional(),
  PORTERO_SHARED_SUBSCRIPTION: z.stringbool().default(false),
  PORTERO_POOL: z.string().regex(SLUG_PATTERN).default(DEFAULT_POOL),
  PORTERO_MASTER_KEY: z.string().optional(),
  PORTERO_MASTER_KEY_PREVIOUS: z.string().optional(),
  PORTERO_MASTER_KEY_COMMAND: z.string().optional(),
  PORTERO_MODEL: z.string().default('mobilefacenet-192'),
  PORTERO_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  PORTERO_COORDINATOR_HTTP_HOST: z.string().default('127.0.0.1'),
  PORTERO_COORDINATOR_HTTP_PORT: port.optional(),
  PORTERO_OBSERVATION_TTL_MS: milliseconds.max(10_000).default(3000),
  PORTERO_DATABASE_TIMEOUT_MS: milliseconds.default(1000),
  PORTERO_AUDIT_CHECKPOINT_MS: milliseconds.default(300_000),
  PORTERO_AUDIT_CHECKPOINT_DECISIONS: z.coerce.number().int().positive().default(1000),
  PORTERO_MAX_CONCURRENT: z.coerce.number().int().positive().default(64),
  PORTERO_MAX_QUEUED: z.coerce.number().int().positive().default(256),
  PORTERO_GALLERY_GRAPH_FROM: z.coerce.number().int().positive().optional(),
});

export type BrokerTransport = 'plaintext' | 'mutual-tls';

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
  /** Port of the embedded broker; 0 takes a free one. @defaultValue 8883 with mutual TLS, else 1883 */
  brokerPort: number;
  /** How the embedded broker is spoken to. @defaultValue in the clear on the loopback, else mutual TLS */
  brokerTransport: BrokerTransport;
  /** PEM file of the authority of an external `mqtts://` broker. @defaultValue the installation's own authority */
  mqttCaFile?: string;
  /** What edges that enrol are told to connect to. @defaultValue the embedded broker by this machine's first name */
  edgeBrokerUrl?: string;
  /** Of this coordinator among several, in its certificate. */
  coordinatorName: string;
  /** Names and addresses, beside its own, under which edges find this machine. */
  serverNames: readonly string[];
  enrolHost: string;
  /** Port on which devices get and renew their certificates. @defaultValue not served */
  enrolPort?: number;
  apiHost: string;
  /** Port of the REST API. @defaultValue not served */
  apiPort?: number;
  /** `auto`: wherever it does not listen on the loopback. There is no way to do without there. */
  apiTls: 'auto' | 'on';
  /** A session of the API ends when it is not used for so long. */
  sessionIdleMs: number;
  /** And then in any case. */
  sessionMs: number;
  /** How long an act waits for the second administrator. */
  proposalMs: number;
  /** Acts that take two administrators. @defaultValue all that can */
  twoPersonActs: readonly TwoPersonAct[];
  /**
   * Whether observations without a seal are taken, which shows embeddings and cards to the broker.
   * @defaultValue only from the embedded broker while it listens on the loopback alone
   */
  allowUnsealed?: boolean;
  /** Share observations with other coordinators (`$share/coordinators/…`); the embedded broker cannot. */
  sharedSubscription: boolean;
  /** It decides at the doors of this pool's buildings, and at no others. */
  pool: string;
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
  /** Time between two signed checkpoints of the audit log at most. */
  auditCheckpointMs: number;
  /** Decisions between two of them at most. */
  auditCheckpointDecisions: number;
  /**
   * Doors (`site/building/edge/door`) that see unrelated photographs: where their own setting says nothing, one picture
   * is enough. Not from the environment: only who also runs the cameras knows.
   */
  photographDoors?: readonly string[];
  /** Observations decided at the same time. */
  maxConcurrent: number;
  /** Observations waiting behind those; when more come, the oldest are shed. */
  maxQueued: number;
  /** A gallery with more templates than this is searched through a graph. @defaultValue that of the gallery */
  galleryGraphFrom?: number;
}

/** @throws {ConfigError} naming every variable that is wrong */
export function readCoordinatorConfig(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<CoordinatorConfig> {
  const read = readConfig(schema, env);
  const brokerTransport = transportOf(read.PORTERO_BROKER_TLS, read.PORTERO_BROKER_HOST);
  return Object.freeze({
    dataDir: read.PORTERO_DATA_DIR,
    ...(read.DATABASE_URL === undefined ? {} : { databaseUrl: read.DATABASE_URL }),
    ...(read.MQTT_URL === undefined ? {} : { mqttUrl: read.MQTT_URL }),
    masterKey: masterKeySettings(read),
    brokerHost: read.PORTERO_BROKER_HOST,
    brokerPort: read.PORTERO_BROKER_PORT ?? (brokerTransport === 'mutual-tls' ? 8883 : 1883),
    brokerTransport,
    ...(read.PORTERO_MQTT_CA === undefined ? {} : { mqttCaFile: read.PORTERO_MQTT_CA }),
    ...(read.PORTERO_EDGE_BROKER_URL === undefined ? {} : { edgeBrokerUrl: read.PORTERO_EDGE_BROKER_URL }),
    coordinatorName: read.PORTERO_COORDINATOR_NAME,
    serverNames: read.PORTERO_SERVER_NAMES,
    enrolHost: read.PORTERO_ENROL_HOST ?? read.PORTERO_BROKER_HOST,
    ...(read.PORTERO_ENROL_PORT === undefined ? {} : { enrolPort: read.PORTERO_ENROL_PORT }),
    apiHost: read.PORTERO_API_HOST,
    ...(read.PORTERO_API_PORT === undefined ? {} : { apiPort: read.PORTERO_API_PORT }),
    apiTls: read.PORTERO_API_TLS,
    sessionIdleMs: read.PORTERO_API_SESSION_IDLE_MINUTES * MINUTE_MS,
    sessionMs: read.PORTERO_API_SESSION_MINUTES * MINUTE_MS,
    proposalMs: read.PORTERO_API_PROPOSAL_MINUTES * MINUTE_MS,
    twoPersonActs: read.PORTERO_API_TWO_PERSON,
    ...(read.PORTERO_ALLOW_UNSEALED === undefined ? {} : { allowUnsealed: read.PORTERO_ALLOW_UNSEALED }),
    sharedSubscription: read.PORTERO_SHARED_SUBSCRIPTION,
    pool: read.PORTERO_POOL,
    modelId: read.PORTERO_MODEL,
    modelPoliciesFile: join(read.PORTERO_DATA_DIR, 'model-policies.json'),
    logLevel: read.PORTERO_LOG_LEVEL,
    httpHost: read.PORTERO_COORDINATOR_HTTP_HOST,
    ...(read.PORTERO_COORDINATOR_HTTP_PORT === undefined
      ? {}
      : { httpPort: read.PORTERO_COORDINATOR_HTTP_PORT }),
    observationTtlMs: read.PORTERO_OBSERVATION_TTL_MS,
    databaseTimeoutMs: read.PORTERO_DATABASE_TIMEOUT_MS,
    auditCheckpointMs: read.PORTERO_AUDIT_CHECKPOINT_MS,
    auditCheckpointDecisions: read.PORTERO_AUDIT_CHECKPOINT_DECISIONS,
    maxConcurrent: read.PORTERO_MAX_CONCURRENT,
    maxQueued: read.PORTERO_MAX_QUEUED,
    ...(read.PORTERO_GALLERY_GRAPH_FROM === undefined
      ? {}
      : { galleryGraphFrom: read.PORTERO_GALLERY_GRAPH_FROM }),
  });
}

function transportOf(setting: 'auto' | 'on' | 'plaintext', host: string): BrokerTransport {
  if (setting === 'auto') return isLoopbackHost(host) ? 'plaintext' : 'mutual-tls';
  return setting === 'on' ? 'mutual-tls' : 'plaintext';
}

/** Nobody but this process carries what comes over the loopback from a broker that it runs itself. */
export function acceptsUnsealed({
  allowUnsealed,
  mqttUrl,
  brokerHost,
}: Pick<CoordinatorConfig, 'allowUnsealed' | 'brokerHost' | 'mqttUrl'>): boolean {
  return allowUnsealed ?? (mqttUrl === undefined && isLoopbackHost(brokerHost));
}
