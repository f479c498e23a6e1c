import { BusError } from './bus-error.ts';
import { type Connection, ConnectionClosedError } from './connection.ts';

interface Outgoing {
  readonly sequence: number;
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  sends: number;
  settled: boolean;
  settle: (error?: Error) => void;
}

/** A message that broke two connections is not given a third: it may be what breaks them. */
const MAX_SENDS = 2;

/**
 * What is to be published, on whatever connection there is.
 *
 * Invariants:
 * - each message is settled exactly once: acknowledged, refused, timed out, lost or stopped;
 * - messages are sent in the order they came, a message sent again before all younger ones;
 * - at most `receiveMaximum` of the connection are on their way at a time, at most `limit` wait.
 */
export class OutgoingQueue {
  readonly #limit: number;
  #waiting: Outgoing[] = [];
  #connection: Connection | undefined;
  #onTheirWay = 0;
  #sequence = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Messages that are not on their way. */
  get waiting(): number {
    return this.#waiting.length;
  }

  add(
    topic: string,
    payload: string | Buffer,
    { qos, retain, timeoutMs }: { qos: 0 | 1; retain: boolean; timeoutMs: number },
  ): Promise<void> {
    if (this.#waiting.length >= this.#limit) {
      const message = `${this.#limit} messages wait for the broker already; the one for ${topic} was not taken.`;
      return Promise.reject(new BusError('QUEUE_FULL', message, { context: { topic } }));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => entry.settle(timedOut(entry, timeoutMs)), timeoutMs);
      const entry: Outgoing = {
        sequence: this.#sequence++,
        topic,
        payload,
        qos,
        retain,
        sends: 0,
        settled: false,
        settle: (error) => {
          if (entry.settled) return;
          entry.settled = true;
          clearTimeout(timer);
          if (error) reject(error);
          else resolve();
        },
      };
      this.#waiting.push(entry);
      this.#pump();
    });
  }

  /** Sends on this connection from now on. */
  attach(connection: Connection): void {
    this.#connection = connection;
    this.#onTheirWay = 0;
    this.#pump();
  }

  detach(): void {
    this.#connection = undefined;
  }

  /** Settles everything that waits; what is on its way is settled by the end of its connection. */
  stop(): void {
    this.detach();
    for (const entry of this.#waiting.splice(0)) {
      entry.settle(
        new BusError('STOPPED', `The bus was stopped before a message for ${entry.topic} was sent.`),
      );
    }
  }

  #pump(): void {
    const connection = this.#connection;
    while (connection && this.#onTheirWay < connection.receiveMaximum) {
      const entry = this.#waiting.shift();
      if (!entry) return;
      if (!entry.settled) void this.#send(connection, entry);
    }
  }

  async #send(connection: Connection, entry: Outgoing): Promise<void> {
    entry.sends++;
    this.#onTheirWay++;
    try {
      await connection.publish(entry.topic, entry.payload, entry.qos, entry.retain);
      entry.settle();
    } catch (error) {
      if (!(error instanceof ConnectionClosedError)) entry.settle(asError(error));
      else if (entry.qos === 0 || entry.sends >= MAX_SENDS) entry.settle(lost(entry, error));
      else this.#sendAgain(entry);
    }
    if (connection !== this.#connection) return;
    this.#onTheirWay--;
    this.#pump();
  }

  #sendAgain(entry: Outgoing): void {
    if (entry.settled) return;
    this.#waiting.push(entry);
    this.#waiting.sort((one, other) => one.sequence - other.sequence);
  }
}

function timedOut({ topic, sends }: Outgoing, timeoutMs: number): BusError {
  const context = { topic, timeoutMs };
  if (sends === 0) {
    const message = `No connection to the broker in ${timeoutMs} ms; the message for ${topic} was not sent.`;
    return new BusError('NOT_CONNECTED', message, { context });
  }
  const message = `The broker did not acknowledge a message for ${topic} in ${timeoutMs} ms; it may have arrived.`;
  return new BusError('PUBLISH_TIMEOUT', message, { context });
}

function lost({ topic }: Outgoing, cause: Error): BusError {
  const message = `The connection broke before the broker acknowledged a message for ${topic}; it may have arrived. Does the account of this client allow the topic?`;
  return new BusError('CONNECTION_LOST', message, { cause, context: { topic } });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
