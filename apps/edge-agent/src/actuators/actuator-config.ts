import { z } from 'zod';
import { EdgeError } from '../edge-error.ts';

const timeoutMs = z.int().min(100).max(10_000).default(2000);

/** Writes to the log and keeps the state in memory: for demonstrations and for doors not wired yet. */
const logActuator = z.strictObject({ kind: z.literal('log') });

/**
 * A relay that listens to MQTT (Tasmota, Shelly), on the building's broker or one of its own.
 * Without `offPayload` the device ends the pulse itself; `{pulseMs}` and `{pulseSeconds}` in a payload are replaced.
 */
const mqttActuator = z.strictObject({
  kind: z.literal('mqtt'),
  brokerUrl: z.url({ protocol: /^(mqtts?|wss?)$/ }),
  username: z.string().optional(),
  password: z.string().optional(),
  topic: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^+#]+$/, 'a topic without wildcards'),
  onPayload: z.string().default('ON'),
  offPayload: z.string().optional(),
  timeoutMs,
});

/** A relay or controller behind a URL. Without `lockUrl` the device ends the pulse itself. */
const httpActuator = z.strictObject({
  kind: z.literal('http'),
  unlockUrl: z.url({ protocol: /^https?$/ }),
  lockUrl: z.url({ protocol: /^https?$/ }).optional(),
  method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
  timeoutMs,
});

/** A program, started without a shell; it learns what to do from its environment. */
const execActuator = z.strictObject({
  kind: z.literal('exec'),
  unlockCommand: z.tuple([z.string().min(1)], z.string()),
  lockCommand: z.tuple([z.string().min(1)], z.string()).optional(),
  timeoutMs,
});

export const actuatorConfigSchema = z.discriminatedUnion('kind', [
  logActuator,
  mqttActuator,
  httpActuator,
  execActuator,
]);

export type ActuatorConfig = z.output<typeof actuatorConfigSchema>;
export type MqttActuatorConfig = Extract<ActuatorConfig, { kind: 'mqtt' }>;
export type HttpActuatorConfig = Extract<ActuatorConfig, { kind: 'http' }>;
export type ExecActuatorConfig = Extract<ActuatorConfig, { kind: 'exec' }>;

/**
 * The one-line form of an actuator:
 * `log`, `http(s)://HOST/PATH`, `exec:/PROGRAM ARGUMENT…`, `mqtt://HOST:PORT/TOPIC?on=ON&off=OFF`.
 *
 * @throws {EdgeError} ACTUATOR_URI_INVALID
 */
export function parseActuator(text: string): ActuatorConfig {
  const parsed = actuatorConfigSchema.safeParse(actuatorFields(text));
  if (parsed.success) return parsed.data;
  throw new EdgeError(
    'ACTUATOR_URI_INVALID',
    `An actuator cannot be read: ${parsed.error.issues.map((issue) => issue.message).join('; ')}. ` +
      'Use log, http(s)://…, exec:/program args, or mqtt://host:port/topic?on=ON&off=OFF.',
  );
}

function actuatorFields(text: string): unknown {
  if (text === 'log') return { kind: 'log' };
  if (/^https?:\/\//.test(text)) return { kind: 'http', unlockUrl: text };
  if (text.startsWith('exec:'))
    return { kind: 'exec', unlockCommand: text.slice(5).split(/\s+/).filter(Boolean) };
  if (/^mqtts?:\/\//.test(text) && URL.canParse(text)) return mqttFields(new URL(text));
  return { kind: text.split(':', 1)[0] };
}

function mqttFields(url: URL): unknown {
  return {
    kind: 'mqtt',
    brokerUrl: `${url.protocol}//${url.host}`,
    topic: decodeURIComponent(url.pathname.slice(1)),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(url.searchParams.has('on') && { onPayload: url.searchParams.get('on') }),
    ...(url.searchParams.has('off') && { offPayload: url.searchParams.get('off') }),
  };
}
