import { connectBus, startBroker } from '@portero/bus';
import { InstallationAuthority, openBroker } from '@portero/coordinator';
import { newId } from '@portero/runtime';
import type { CliContext } from '../context/cli-context.ts';
import { coordinatorSettings } from '../context/coordinator-settings.ts';
import { count } from '../output/table.ts';
import type { Check } from './check.ts';

const BROKER_TIMEOUT_MS = 3000;

/** Opens the database as every command does: what is embedded is started, what is a URL is reached. */
export async function checkDatabase(context: CliContext): Promise<Check> {
  const roster = await context.roster();
  const startedMs = performance.now();
  await roster.ping();
  const pingMs = performance.now() - startedMs;
  const { hostname, port } = new URL(roster.databaseUrl);
  const kind = context.env.DATABASE_URL ? 'DATABASE_URL' : 'embedded';
  return {
    name: 'Postgres',
    status: 'ok',
    detail: `${kind} at ${hostname}:${port || 5432}, schema up to date, ${pingMs.toFixed(1)} ms a round trip`,
  };
}

/** The database was opened, so the keys are here and right; what is left is what the operator should know. */
export async function checkKeys(context: CliContext): Promise<Check> {
  const name = 'master key';
  const { place, keys } = await (await context.roster()).keys.status();
  const current = keys.find((key) => key.current);
  const replaced = keys.filter((key) => !key.current && key.personKeys + key.installationKeys > 0);
  const detail = `${current?.keyId} in ${place}, for ${count(current?.personKeys ?? 0, 'person', 'people')}`;
  if (replaced.length === 0) return { name, status: 'ok', detail };
  return {
    name,
    status: 'warn',
    detail: `${detail}; a rotation was cut off, ${replaced.map(({ keyId }) => keyId).join(', ')} is still needed`,
    fix: 'portero keys rotate',
  };
}

/** With MQTT_URL the broker is reached as the coordinator would; without, the embedded one is started on a free port. */
export async function checkBroker(context: CliContext): Promise<Check> {
  const { logger } = context;
  const config = await coordinatorSettings(context);
  if (config.mqttUrl === undefined) {
    const broker = await startBroker({ port: 0 }, { logger });
    await broker.stop();
    const words = config.brokerTransport === 'plaintext' ? 'in the clear' : 'with mutual TLS';
    return {
      name: 'broker',
      status: 'ok',
      detail: `embedded: it can listen; it will on ${config.brokerHost}:${config.brokerPort}, ${words}`,
    };
  }
  // By a name of its own: a broker may have one connection for a name, and the coordinator's is not to be ended.
  const { connection } = await openBroker(
    { ...config, coordinatorName: 'doctor' },
    { logger, authority: () => InstallationAuthority.open(context, context) },
  );
  const clientId = `portero-doctor-${newId()}`;
  const bus = await connectBus({ ...connection, clientId, connectTimeoutMs: BROKER_TIMEOUT_MS }, { logger });
  const { protocolVersion } = bus;
  await bus.stop();
  return {
    name: 'broker',
    status: 'ok',
    detail: `MQTT_URL at ${new URL(connection.url).host}, MQTT ${protocolVersion === 5 ? '5' : '3.1.1'}`,
  };
}
