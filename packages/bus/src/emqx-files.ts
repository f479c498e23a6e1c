import { accessRules, type PublishRule } from './acl.ts';
import { edgeRulesWith, BROKER_TLS_FILES as FILES } from './external-broker.ts';

export interface EmqxOptions {
  /** Where the files lie on the broker's machine. */
  folder: string;
  /** @defaultValue 8883 */
  port?: number;
}

/**
 * A fragment of `emqx.conf` (5.8 or later): mutual TLS on one listener, every other one off, rights from `acl.conf`
 * only. EMQX reads no file of revoked certificates; `emqxAcl` names those who are to be kept out instead.
 */
export function emqxConfig({ folder, port = 8883 }: EmqxOptions): string {
  return `listeners.tcp.default.enable = false
listeners.ws.default.enable = false
listeners.wss.default.enable = false
listeners.ssl.default.enable = false

listeners.ssl.portero {
  bind = "0.0.0.0:${port}"
  max_connections = 1024
  tcp_options.nodelay = true
  ssl_options {
    cacertfile = "${folder}/${FILES.authority}"
    certfile = "${folder}/${FILES.certificate}"
    keyfile = "${folder}/${FILES.privateKey}"
    versions = ["tlsv1.3", "tlsv1.2"]
    verify = verify_peer
    fail_if_no_peer_cert = true
  }
}

# The common name of a certificate is username and client id at once.
mqtt.peer_cert_as_username = cn
mqtt.peer_cert_as_clientid = cn
mqtt.max_packet_size = "64KB"

authorization {
  no_match = deny
  deny_action = disconnect
  cache.enable = false
  sources = [{ type = file, enable = true, path = "${folder}/acl.conf" }]
}
`;
}

export interface EmqxAclOptions {
  /** Common names of coordinators. */
  coordinators: readonly string[];
  /** Common names that may do nothing: devices that are revoked and have no new certificate. */
  revoked: readonly string[];
}

/** `acl.conf`: the first rule that fits decides. A retained command is refused, as by the embedded broker. */
export function emqxAcl({ coordinators, revoked }: EmqxAclOptions): string {
  const everyEdge = edgeRulesWith(`\${cert_common_name}`);
  return [
    ...revoked.map((name) => `{deny, {username, "${name}"}, all, ["#"]}.`),
    ...coordinators.flatMap((username) => {
      const { publish, subscribe } = accessRules({ role: 'coordinator', username });
      const who = `{username, "${username}"}`;
      return [...publish.map((rule) => allowPublish(who, rule)), allowSubscribe(who, subscribe)];
    }),
    ...everyEdge.publish.map((rule) => allowPublish('all', rule)),
    allowSubscribe('all', everyEdge.subscribe),
    '{deny, all}.',
    '',
  ].join('\n');
}

function allowPublish(who: string, { filter, retain }: PublishRule): string {
  const action = retain ? 'publish' : '{publish, [{retain, false}]}';
  return `{allow, ${who}, ${action}, ["${filter}"]}.`;
}

function allowSubscribe(who: string, filters: readonly string[]): string {
  return `{allow, ${who}, subscribe, [${filters.map((filter) => `"${filter}"`).join(', ')}]}.`;
}
