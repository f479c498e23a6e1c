import type { Duplex } from 'node:stream';
import { errorMessage, type Logger } from '@portero/runtime';
import { Aedes, type AuthenticateError, type Client, type ConnectPacket } from 'aedes';
import type { Authenticate } from './authenticate.ts';
import type { Authorise, IsCurrent } from './broker.ts';
import type { BrokerIdentity } from './broker-account.ts';
import type { ClientCertificate } from './client-certificate.ts';
import { isShared } from './topic-filter.ts';

/** Return codes of CONNACK, MQTT 3.1.1 table 3.1. */
const IDENTIFIER_REJECTED = 2;
const SERVER_UNAVAILABLE = 3;
const BAD_USERNAME_OR_PASSWORD = 4;
const NOT_AUTHORISED = 5;

/** What would be a wildcard in a rule or a topic made of the name, or an end of it in another language. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const DANGEROUS_IN_NAMES = /[\0-\x1f\x7f+#]/;

interface GuardOptions {
  /** With mutual TLS: what each connection showed. Then nobody is known by a password. */
  certificateOf?: (stream: Duplex) => ClientCertificate | undefined;
  isCurrent?: IsCurrent;
  authenticate: Authenticate;
  authorise: Authorise;
  connectTimeoutMs: number;
  logger: Logger;
}

export interface ConnectedClient {
  readonly identity: BrokerIdentity;
  readonly certificate?: ClientCertificate;
}

export interface GuardedAedes {
  aedes: Aedes;
  dismiss(isToGo: (client: ConnectedClient) => boolean): number;
}

/**
 * Aedes with every permission asked for.
 *
 * Invariants:
 * - a client has an identity exactly from its accepted CONNECT on; one without may do nothing;
 * - with TLS that identity is the one of its certificate, and a username that says otherwise is refused;
 * - a client's will is something its identity may publish;
 * - client ids live in the namespace of the username, so that no account can take over another's connection
 *   [MQTT-3.1.4-2];
 * - no session outlives its connection, so that no command waits for a device that is away.
 */
export async function createGuardedAedes({
  certificateOf,
  isCurrent = () => false,
  authenticate,
  authorise,
  connectTimeoutMs,
  logger,
}: GuardOptions): Promise<GuardedAedes> {
  // Weak, and kept beyond the end of the connection: its will is published after that.
  const known = new WeakMap<Client, ConnectedClient>();
  const present = new Set<Client>();
  const wills = new WeakMap<Client, NonNullable<ConnectPacket['will']>>();

  const identify = async (client: Client, username: string | undefined, password: Buffer | undefined) => {
    if (DANGEROUS_IN_NAMES.test(client.id) || DANGEROUS_IN_NAMES.test(username ?? '')) {
      throw refusal(IDENTIFIER_REJECTED, 'the client id or the username has characters that are not allowed');
    }
    const certificate = certificateOf?.(client.conn);
    const identity = certificateOf
      ? await identityOf(certificate, username, isCurrent)
      : await authenticate(username, password);
    if (!identity) throw refusal(BAD_USERNAME_OR_PASSWORD, 'wrong username or password');
    const will = wills.get(client);
    if (will && !authorise.mayPublish(identity, will.topic, { retain: will.retain === true })) {
      throw refusal(NOT_AUTHORISED, 'the will is not allowed');
    }
    known.set(client, { identity, ...(certificate && { certificate }) });
  };

  const aedes = await Aedes.createBroker({
    connectTimeout: connectTimeoutMs,
    // Ours are 8 levels deep; nothing else has business here.
    maxTopicLevels: 16,

    preConnect(client, packet, done) {
      // The types leave out that the parser fills these in and that aedes reads them after this hook.
      const connect: { clientId: string; clean?: boolean; username?: string } = packet;
      connect.clean = true;
      const owner = certificateOf ? certificateOf(client.conn)?.identity?.username : connect.username;
      connect.clientId = `${encodeURIComponent(owner ?? '')}/${connect.clientId}`;
      if (packet.will) wills.set(client, packet.will);
      done(null, true);
    },

    authenticate(client, username, password, done) {
      identify(client, username, password).then(
        () => done(null, true),
        (error: unknown) => {
          const known = isRefusal(error);
          const identity = certificateOf?.(client.conn)?.identity?.username;
          if (known) logger.warn({ username, identity, reason: error.message }, 'a connection was refused');
          else logger.error({ username, reason: errorMessage(error) }, 'a device could not be authenticated');
          done(known ? error : refusal(SERVER_UNAVAILABLE, 'authentication failed'), false);
        },
      );
    },

    authorizePublish(client, packet, done) {
      const identity = client ? known.get(client)?.identity : undefined;
      if (identity && authorise.mayPublish(identity, packet.topic, { retain: packet.retain === true })) {
        done(null);
        return;
      }
      logger.warn(
        { username: identity?.username, topic: packet.topic, retain: packet.retain },
        'a publication was denied',
      );
      // MQTT 3.1.1 has no negative acknowledgement: the connection is closed [MQTT-3.3.5-2].
      done(new Error('publication denied'));
    },

    authorizeSubscribe(client, subscription, done) {
      const identity = known.get(client)?.identity;
      // Aedes grants shared subscriptions and then delivers nothing: better refused.
      if (identity && !isShared(subscription.topic) && authorise.maySubscribe(identity, subscription.topic)) {
        done(null, subscription);
        return;
      }
      logger.warn({ username: identity?.username, filter: subscription.topic }, 'a subscription was denied');
      done(null, null);
    },
  });

  aedes.on('client', (client: Client) => present.add(client));
  aedes.on('clientDisconnect', (client: Client) => present.delete(client));
  aedes.on('clientError', (client: Client, error: Error) => {
    logger.info({ clientId: client.id, reason: error.message }, 'a client was disconnected');
  });
  aedes.on('connectionError', (_client: Client, error: Error) => {
    // Each client of ours asks for MQTT 5 first, and lands here.
    logger.debug({ reason: error.message }, 'a connection was closed before it was a client');
  });
  (aedes as NodeJS.EventEmitter).on('error', (error: unknown) => {
    logger.error({ reason: errorMessage(error) }, 'the embedded broker has a fault');
  });
  return {
    aedes,
    dismiss(isToGo) {
      const going = [...present].filter((client) => {
        const who = known.get(client);
        return who === undefined || isToGo(who);
      });
      for (const client of going) {
        logger.warn({ username: known.get(client)?.identity.username }, 'a client was dismissed');
        client.close();
      }
      return going.length;
    },
  };
}

/** @throws what `refusal` makes */
async function identityOf(
  certificate: ClientCertificate | undefined,
  username: string | undefined,
  isCurrent: IsCurrent,
): Promise<BrokerIdentity> {
  const identity = certificate?.identity;
  if (!identity) throw refusal(NOT_AUTHORISED, 'the certificate names no device of the installation');
  if (username !== undefined && username !== identity.username) {
    throw refusal(BAD_USERNAME_OR_PASSWORD, 'the username is not that of the certificate');
  }
  if (!(await isCurrent(certificate))) throw refusal(NOT_AUTHORISED, 'the certificate is not current');
  return identity;
}

function refusal(returnCode: number, message: string): AuthenticateError {
  return Object.assign(new Error(message), { returnCode });
}

function isRefusal(error: unknown): error is AuthenticateError {
  return error instanceof Error && 'returnCode' in error;
}
