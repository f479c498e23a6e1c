export interface BusMessage {
  topic: string;
  payload: Buffer;
  /** True for what the broker had kept from before the subscription; false for what is being published now. */
  retain: boolean;
  qos: 0 | 1 | 2;
  /** The broker sends it again, because it has not seen the acknowledgement of the first time. */
  dup: boolean;
}

/** What it throws or rejects with is logged, with the topic, and reaches nobody else. */
export type BusHandler = (message: BusMessage) => void | Promise<void>;

export interface PublishOptions {
  /** @defaultValue 1 */
  qos?: 0 | 1;
  /** @defaultValue false */
  retain?: boolean;
  /** From the call to the broker's acknowledgement. @defaultValue the bus's `publishTimeoutMs` */
  timeoutMs?: number;
}

/** A connection to a broker that mends itself. */
export interface Bus {
  /**
   * Resolves when the broker has acknowledged (QoS 1) or the message is written (QoS 0). While there is no connection it waits in
   * a bounded queue. A message whose connection broke before the acknowledgement is sent once more, so that it may arrive twice.
   *
   * @throws {BusError} NOT_CONNECTED, PUBLISH_TIMEOUT, CONNECTION_LOST, PUBLISH_REFUSED, QUEUE_FULL, TOPIC_INVALID or STOPPED
   */
  publish(topic: string, payload: string | Buffer, options?: PublishOptions): Promise<void>;
  /**
   * Resolves when the broker has granted it; from then on it is renewed on every connection. Filters may have the wildcards `+` and `#`
   * and the prefix `$share/group/`. Retained messages come with each subscription and again with each reconnection. A topic under
   * two overlapping filters may be delivered twice.
   *
   * @returns ends this subscription
   * @throws {BusError} SUBSCRIBE_REFUSED, SUBSCRIBE_TIMEOUT, TOPIC_INVALID or STOPPED
   */
  subscribe(filter: string, handler: BusHandler): Promise<() => Promise<void>>;
  /** Called with true when connected and all subscriptions are renewed, with false when the connection is lost. @returns ends the calls */
  onConnectionChange(listener: (connected: boolean) => void): () => void;
  readonly connected: boolean;
  /** The version of MQTT in use: 5 where the broker has it, else 4, which is MQTT 3.1.1. */
  readonly protocolVersion: 4 | 5;
  /**
   * Disconnects in order, so that the will is not published; publishes nothing itself. What still waits is rejected with STOPPED.
   * Idempotent.
   */
  stop(): Promise<void>;
}

export interface BusWill {
  topic: string;
  payload: string | Buffer;
  /** @defaultValue true */
  retain?: boolean;
  /** @defaultValue 1 */
  qos?: 0 | 1;
}

/** All in PEM. */
export interface BusTls {
  /** Certificates of the authorities that are believed, and no others. @defaultValue those of Node */
  ca?: string;
  /** Of this client. */
  cert?: string;
  key?: string;
}

export interface BusOptions {
  /** `mqtt://host:port`, or `mqtts://host:port` with TLS. */
  url: string;
  /** Unique among the clients of the broker that share a username. */
  clientId: string;
  username?: string;
  password?: string;
  /** What the broker publishes when this client disappears without a word. */
  will?: BusWill;
  /** Only with an `mqtts://` URL. A function is asked before each connection, so that a renewed certificate is used. */
  tls?: BusTls | (() => BusTls);
  /** How long the first connection may take, all attempts together. @defaultValue 10000 */
  connectTimeoutMs?: number;
  /** Gives the first connection up; later `stop` is the way to end it. */
  signal?: AbortSignal;
  /** @defaultValue 5000 */
  publishTimeoutMs?: number;
  /** @defaultValue 5000 */
  subscribeTimeoutMs?: number;
  /** Messages that may wait for a connection or for earlier ones. @defaultValue 1000 */
  queueLimit?: number;
  /** The broker misses a silent client after one and a half times this. @defaultValue 15 */
  keepaliveSeconds?: number;
  /** Longest wait between two attempts to reconnect. @defaultValue 5000 */
  reconnectMaxMs?: number;
}
