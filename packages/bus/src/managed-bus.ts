import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelayMs, errorMessage, type Logger } from '@portero/runtime';
import type { Bus, BusHandler, BusOptions, PublishOptions } from './bus.ts';
import { BusError } from './bus-error.ts';
import { type Connection, ConnectionClosedError } from './connection.ts';
import { ConnectionListeners } from './connection-listeners.ts';
import type { Dial, DialOptions } from './dialler.ts';
import { OutgoingQueue } from './outgoing-queue.ts';
import { grantedInTime, renewSubscriptions } from './renew-subscriptions.ts';
import { SubscriptionTable } from './subscription-table.ts';
import { isValidFilter, isValidTopic } from './topic-filter.ts';

type ManagedBusOptions = Pick<
  BusOptions,
  'publishTimeoutMs' | 'subscribeTimeoutMs' | 'queueLimit' | 'reconnectMaxMs'
>;

/**
 * A bus over one connection after another.
 *
 * States: new → online ⇄ offline, and from each of them → stopped, which is final.
 * Invariants:
 * - there is at most one connection, and exactly one while online;
 * - online means that every filter of the table has been subscribed on this connection (or refused, which is logged);
 * - nothing is published but while online, and nothing that no caller asked for;
 * - listeners hear each change from online to offline and back once, in order.
 */
export class ManagedBus implements Bus {
  readonly #options: ManagedBusOptions;
  readonly #dial: Dial;
  readonly #logger: Logger;
  readonly #table: SubscriptionTable;
  readonly #queue: OutgoingQueue;
  readonly #listeners: ConnectionListeners;
  readonly #stopped = new AbortController();
  #connection: Connection | undefined;
  #protocolVersion: 4 | 5 = 5;
  #supervision: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  constructor(options: ManagedBusOptions, { dial, logger }: { dial: Dial; logger: Logger }) {
    this.#options = options;
    this.#dial = dial;
    this.#logger = logger;
    this.#table = new SubscriptionTable(logger);
    this.#listeners = new ConnectionListeners(logger);
    this.#queue = new OutgoingQueue(options.queueLimit ?? 1_000);
  }

  get connected(): boolean {
    return this.#connection !== undefined;
  }

  get protocolVersion(): 4 | 5 {
    return this.#protocolVersion;
  }

  /** Makes one attempt; when it succeeds the bus looks after itself. @throws {BusError} CONNECT_REFUSED, CONNECT_TIMEOUT or STOPPED */
  async start(timeoutMs: number): Promise<void> {
    const connection = await this.#dial({ ...this.#dialling, timeoutMs });
    if (this.#stopped.signal.aborted) {
      await connection.end();
      throw stoppedError();
    }
    this.#goOnline(connection);
    this.#supervision = this.#supervise(connection);
  }

  async publish(topic: string, payload: string | Buffer, options: PublishOptions = {}): Promise<void> {
    this.#assertRunning();
    if (!isValidTopic(topic)) {
      throw new BusError(
        'TOPIC_INVALID',
        `"${topic}" is not a topic: it is empty, too long or has a wildcard.`,
      );
    }
    const timeoutMs = options.timeoutMs ?? this.#options.publishTimeoutMs ?? 5_000;
    await this.#queue.add(topic, payload, {
      qos: options.qos ?? 1,
      retain: options.retain ?? false,
      timeoutMs,
    });
  }

  async subscribe(filter: string, handler: BusHandler): Promise<() => Promise<void>> {
    this.#assertRunning();
    if (!isValidFilter(filter)) {
      throw new BusError(
        'TOPIC_INVALID',
        `"${filter}" is not a topic filter: + fills a level, # is the last level.`,
      );
    }
    const remove = this.#table.add(filter, handler);
    try {
      await this.#establish(filter);
    } catch (error) {
      remove();
      throw error;
    }
    return async () => {
      if (remove()) await this.#unsubscribe(filter);
    };
  }

  onConnectionChange(listener: (connected: boolean) => void): () => void {
    return this.#listeners.add(listener);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#stopped.abort();
    this.#queue.stop();
    await this.#connection?.end();
    await this.#supervision;
  }

  async #supervise(first: Connection): Promise<void> {
    let connection = first;
    for (;;) {
      this.#goOffline(await connection.closed);
      const next = await this.#reconnect();
      if (!next) return;
      connection = next;
    }
  }

  /** @returns undefined when the bus is stopped */
  async #reconnect(): Promise<Connection | undefined> {
    for (let attempt = 0; !this.#stopped.signal.aborted; attempt++) {
      try {
        const delayMs = backoffDelayMs(attempt, { maxMs: this.#options.reconnectMaxMs ?? 5_000 });
        await sleep(delayMs, undefined, { signal: this.#stopped.signal });
        const connection = await this.#dial(this.#dialling);
        await renewSubscriptions(connection, this.#table.filters, {
          timeoutMs: this.#subscribeTimeoutMs,
          logger: this.#logger,
        });
        if (!this.#stopped.signal.aborted) {
          this.#goOnline(connection);
          return connection;
        }
        await connection.end();
      } catch (error) {
        if (this.#stopped.signal.aborted) return undefined;
        this.#logger.warn({ attempt, reason: errorMessage(error) }, 'no connection to the broker');
      }
    }
    return undefined;
  }

  /** Subscribes on the connection there is or the next one. */
  async #establish(filter: string): Promise<void> {
    const deadline = performance.now() + this.#subscribeTimeoutMs;
    for (;;) {
      this.#assertRunning();
      const leftMs = deadline - performance.now();
      const connection = this.#connection ?? (await grantedInTime(this.#nextConnection(), leftMs, filter));
      try {
        await grantedInTime(connection.subscribe(filter), deadline - performance.now(), filter);
        return;
      } catch (error) {
        if (!(error instanceof ConnectionClosedError)) throw error;
        // `closed` has been heard here first, perhaps: the loss is noticed before a next connection is asked for.
        await connection.closed;
      }
    }
  }

  #nextConnection(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        end();
        this.#stopped.signal.removeEventListener('abort', settle);
        if (this.#connection) resolve(this.#connection);
        else reject(stoppedError());
      };
      const end = this.onConnectionChange((connected) => {
        if (connected) settle();
      });
      this.#stopped.signal.addEventListener('abort', settle);
    });
  }

  async #unsubscribe(filter: string): Promise<void> {
    try {
      await this.#connection?.unsubscribe(filter);
    } catch (error) {
      // The handler is gone already; a broken connection has ended the subscription as well.
      this.#logger.debug({ filter, reason: errorMessage(error) }, 'a subscription was not ended in order');
    }
  }

  #goOnline(connection: Connection): void {
    this.#connection = connection;
    this.#protocolVersion = connection.protocolVersion;
    this.#logger.info({ protocolVersion: connection.protocolVersion }, 'connected to the broker');
    this.#queue.attach(connection);
    this.#listeners.tell(true);
  }

  #goOffline(reason: string): void {
    this.#connection = undefined;
    this.#queue.detach();
    if (!this.#stopped.signal.aborted) this.#logger.warn({ reason }, 'the connection to the broker is lost');
    this.#listeners.tell(false);
  }

  #assertRunning(): void {
    if (this.#stopped.signal.aborted) throw stoppedError();
  }

  get #dialling(): DialOptions {
    return { onMessage: (message) => this.#table.dispatch(message), signal: this.#stopped.signal };
  }

  get #subscribeTimeoutMs(): number {
    return this.#options.subscribeTimeoutMs ?? 5_000;
  }
}

function stoppedError(): BusError {
  return new BusError('STOPPED', 'The bus is stopped.');
}
