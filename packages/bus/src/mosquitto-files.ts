import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { accessRules } from './acl.ts';
import type { BrokerIdentity } from './broker-account.ts';
import { BusError } from './bus-error.ts';

const deriveKey = promisify(pbkdf2);

export interface MosquittoConfigOptions {
  /** Path of what `mosquittoAcl` gives. */
  aclFile: string;
  /** Path of the lines that `mosquittoPasswordLine` gives. */
  passwordFile: string;
  /** Without it no `listener` is written. */
  port?: number;
  /** @defaultValue '127.0.0.1' */
  host?: string;
  /** Largest MQTT packet accepted. @defaultValue 65536 */
  maxPacketBytes?: number;
  /** @defaultValue 1024 */
  maxConnections?: number;
}

/**
 * A `mosquitto.conf` (2.0 or later) under which mosquitto is as strict as the embedded broker, save for two things that its
 * access list cannot say: it does not refuse retained commands (doors do), and it accepts every subscription, then delivers
 * only what may be read. One account is one client: its username is its client id.
 */
export function mosquittoConfig(options: MosquittoConfigOptions): string {
  const { port, host = '127.0.0.1', maxPacketBytes = 65_536, maxConnections = 1024 } = options;
  return [
    ...(port === undefined ? [] : [`listener ${port} ${host}`]),
    'allow_anonymous false',
    `password_file ${options.passwordFile}`,
    `acl_file ${options.aclFile}`,
    // A device cannot take over the connection of another by using its client id.
    'use_username_as_clientid true',
    // A QoS 1 round trip otherwise waits 40 ms for a delayed acknowledgement.
    'set_tcp_nodelay true',
    `max_packet_size ${maxPacketBytes}`,
    `max_connections ${maxConnections}`,
    ...forCoordinators,
    // Sessions of those who are away: nothing of ours waits for them.
    'persistent_client_expiration 1h',
    '',
  ].join('\n');
}

/**
 * A coordinator hears of all doors over one connection. With mosquitto's own 20 messages under way it would be given the
 * next only when it has looked up from a decision, and the broker would drop what waits beyond 1,000.
 */
export const forCoordinators: readonly string[] = ['max_inflight_messages 1000', 'max_queued_messages 10000'];

/** The access list of mosquitto, from the same rules that the embedded broker asks. What it does not name is denied. */
export function mosquittoAcl(identities: readonly BrokerIdentity[]): string {
  return identities.map(aclOf).join('\n');
}

function aclOf(identity: BrokerIdentity): string {
  const { publish, subscribe } = accessRules(identity);
  return [
    `user ${checkedUsername(identity.username)}`,
    ...publish.map(({ filter }) => `topic write ${filter}`),
    ...subscribe.map((filter) => `topic read ${filter}`),
    '',
  ].join('\n');
}

/** A line of mosquitto's password file: PBKDF2 with SHA-512, as `mosquitto_passwd` writes it. */
export async function mosquittoPasswordLine(username: string, password: string): Promise<string> {
  const salt = randomBytes(12);
  const iterations = 101;
  const key = await deriveKey(password, salt, iterations, 64, 'sha512');
  const fields = ['', 7, iterations, salt.toString('base64'), key.toString('base64')];
  return `${checkedUsername(username)}:${fields.join('$')}\n`;
}

/** Both files are made of lines, one of them of fields between colons. */
function checkedUsername(username: string): string {
  if (/^[^\s:]+$/.test(username)) return username;
  throw new BusError(
    'USERNAME_INVALID',
    `The username ${JSON.stringify(username)} cannot stand in the files of mosquitto: choose one without spaces and colons.`,
  );
}
