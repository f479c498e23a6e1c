import type { MqttClient } from 'mqtt';
import { BusError, type BusErrorCode } from './bus-error.ts';

export type ProtocolVersion = 4 | 5;

/** The connection ended before the broker answered. */
export class ConnectionClosedError extends Error {}

/** One connection, from CONNACK to its end; it never comes back. */
export interface Connection {
  readonly protocolVersion: ProtocolVersion;
  /** How many QoS 1 messages the broker takes unacknowledged [MQTT-3.3.4-9]. */
  readonly receiveMaximum: number;
  /** @throws {ConnectionClosedError} or {BusError} PUBLISH_REFUSED */
  publish(topic: string, payload: string | Buffer, qos: 0 | 1, retain: boolean): Promise<void>;
  /** @throws {ConnectionClosedError} or {BusError} SUBSCRIBE_REFUSED */
  subscribe(filter: string): Promise<void>;
  unsubscribe(filter: string): Promise<void>;
  /** Resolves with the reason when the connection has ended, whoever ended it. */
  readonly closed: Promise<string>;
  /** Says goodbye, so that the will is not published. */
  end(): Promise<void>;
}

/** How long a goodbye may take before the socket is cut. */
const GOODBYE_MS = 1_000;

/** @param closed resolves when the client's socket has closed */
export function wrapClient(
  client: MqttClient,
  protocolVersion: ProtocolVersion,
  receiveMaximum: number,
  closed: Promise<string>,
): Connection {
  let open = true;
  // Not a reaction to `closed` each: a promise that stays pending for months would keep them all.
  const waiting = new Set<(reason: string) => void>();
  const unacknowledged = new Set<number>();
  void closed.then((reason) => {
    open = false;
    for (const cut of waiting) cut(reason);
  });

  /** mqtt.js keeps the callbacks of unacknowledged messages for a reconnection that never comes here. */
  const answered = (
    send: (done: (error?: Error | null) => void) => void,
    refused: (error: Error) => BusError,
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      const cut = (reason: string) => {
        waiting.delete(cut);
        reject(new ConnectionClosedError(reason));
      };
      if (!open) {
        cut('the connection is closed');
        return;
      }
      waiting.add(cut);
      send((error) => {
        if (error && !isRefusal(error)) {
          cut(error.message);
          return;
        }
        waiting.delete(cut);
        if (error) reject(refused(error));
        else resolve();
      });
    });

  return {
    protocolVersion,
    receiveMaximum,
    closed,
    publish: (topic, payload, qos, retain) =>
      answered(
        (done) => {
          let messageId: number | undefined;
          client.publish(topic, payload, { qos, retain }, (error) => {
            if (messageId !== undefined) unacknowledged.delete(messageId);
            done(error);
          });
          if (qos === 0) return;
          messageId = client.getLastMessageId();
          unacknowledged.add(messageId);
        },
        (cause) => refusal('PUBLISH_REFUSED', `publish on ${topic}`, cause),
      ),
    subscribe: (filter) =>
      answered(
        (done) => client.subscribe(filter, { qos: 1 }, done),
        (cause) => refusal('SUBSCRIBE_REFUSED', `subscribe to ${filter}`, cause),
      ),
    unsubscribe: (filter) =>
      answered(
        (done) => client.unsubscribe(filter, done),
        (cause) => refusal('SUBSCRIBE_REFUSED', `unsubscribe from ${filter}`, cause),
      ),
    async end() {
      // mqtt.js would hold the goodbye back until these are acknowledged, and then it may be too late for it.
      for (const messageId of unacknowledged) client.removeOutgoingMessage(messageId);
      if (open) client.end(false);
      const cut = setTimeout(() => client.stream.destroy(), GOODBYE_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

function refusal(code: BusErrorCode, action: string, cause: unknown): BusError {
  return new BusError(
    code,
    `The broker does not let this client ${action}. Check the access rules of its account.`,
    {
      cause,
    },
  );
}

/** A reason code of MQTT 5 in an acknowledgement, or 0x80 in an MQTT 3.1.1 SUBACK [MQTT-3.9.3-2]. */
function isRefusal(error: Error): boolean {
  const { code, packet } = error as Error & { code?: unknown; packet?: { granted?: readonly unknown[] } };
  const codes = [code, ...(packet?.granted ?? [])];
  return codes.some((value) => typeof value === 'number' && value >= 0x80);
}
