import { BROKER_TLS_FILES, edgeRulesWith } from './external-broker.ts';
import { forCoordinators, mosquittoAcl } from './mosquitto-files.ts';

export interface MosquittoTlsOptions {
  /** Where the files lie on the broker's machine. */
  folder: string;
  /** @defaultValue 8883; null writes no `listener` */
  port?: number | null;
  /** Largest MQTT packet accepted. @defaultValue 65536 */
  maxPacketBytes?: number;
  /** @defaultValue 1024 */
  maxConnections?: number;
}

/**
 * A `mosquitto.conf` (2.0 or later) with mutual TLS and no passwords: whoever has no certificate of the authority is
 * turned away, and the common name of a certificate is username and client id at once, so that no device can speak for
 * another or take over its connection. See `mosquittoConfig` for the two things that mosquitto cannot refuse.
 */
export function mosquittoTlsConfig(options: MosquittoTlsOptions): string {
  const { folder, port = 8883, maxPacketBytes = 65_536, maxConnections = 1024 } = options;
  const path = (file: string) => `${folder}/${file}`;
  return [
    ...(port === null ? [] : [`listener ${port}`]),
    `cafile ${path(BROKER_TLS_FILES.authority)}`,
    `certfile ${path(BROKER_TLS_FILES.certificate)}`,
    `keyfile ${path(BROKER_TLS_FILES.privateKey)}`,
    `crlfile ${path(BROKER_TLS_FILES.revoked)}`,
    'tls_version tlsv1.2',
    'require_certificate true',
    'use_identity_as_username true',
    'use_username_as_clientid true',
    'allow_anonymous false',
    `acl_file ${path(BROKER_TLS_FILES.acl)}`,
    'set_tcp_nodelay true',
    `max_packet_size ${maxPacketBytes}`,
    `max_connections ${maxConnections}`,
    ...forCoordinators,
    'persistent_client_expiration 1h',
    '',
  ].join('\n');
}

/**
 * The access list that goes with it: patterns for every edge there is or will be, and the coordinators by name.
 *
 * @param coordinators common names, which are slugs
 */
export function mosquittoPatternAcl(coordinators: readonly string[]): string {
  const everyEdge = edgeRulesWith('%u');
  const named = coordinators.map((username) => mosquittoAcl([{ role: 'coordinator', username }]));
  return [
    ...named,
    '# Every edge, below its own place: %u is the common name of its certificate, such as hq/main/lobby.',
    ...everyEdge.publish.map(({ filter }) => `pattern write ${filter}`),
    ...everyEdge.subscribe.map((filter) => `pattern read ${filter}`),
    '',
  ].join('\n');
}
