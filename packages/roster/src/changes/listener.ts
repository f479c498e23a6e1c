import { backoffDelayMs, errorMessage, type Logger } from '@portero/runtime';
import type pg from 'pg';
import { connect, disconnect } from '../database/connect.ts';

const CHANNEL = 'portero_roster';
const HEARTBEAT_MS = 30_000;
const HEARTBEAT_TIMEOUT_MS = 10_000;
const FIRST_CONNECT_TIMEOUT_MS = 10_000;

/**
 * One session that listens, for as long as it is wanted.
 *
 * States: listening → (connection lost) → waiting → connecting → listening; from each of them → stopped, for ever.
 * Invariants: at most one session; each time it begins to listen, and on each notification, `onWake` is called once; no
 * call after `stop` has been called.
 *
 * A connection that has died silently is found by the heartbeat, within 40 s.
 */
export class ChangeListener {
  readonly #databaseUrl: string;
  readonly #onWake: () => void;
  readonly #logger: Logger;
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #attempt = 0;
  #stopped = false;

  constructor(options: { databaseUrl: string; onWake: () => void }, deps: { logger: Logger }) {
    this.#databaseUrl = options.databaseUrl;
    this.#onWake = options.onWake;
    this.#logger = deps.logger;
  }

  /** @throws {RosterError} DATABASE_UNREACHABLE, DATABASE_REFUSED: the first connection must succeed */
  async start(): Promise<void> {
    await this.#connect(FIRST_CONNECT_TIMEOUT_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#connecting?.catch(() => undefined);
    if (this.#client) await disconnect(this.#client);
  }

  async #connect(timeoutMs: number): Promise<void> {
    const client = await connect({
      databaseUrl: this.#databaseUrl,
      applicationName: 'portero listen',
      timeoutMs,
    });
    this.#client = client;
    client.once('end', () => this.#lost(client));
    client.on('notification', () => this.#wake());
    try {
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await disconnect(client);
      throw error;
    }
    this.#attempt = 0;
    this.#wake();
    this.#heartbeat(client);
  }

  #wake(): void {
    if (!this.#stopped) this.#onWake();
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#reconnectLater();
  }

  /** Twice for one loss is once: the connection may break while it is still being set up. */
  #reconnectLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#connecting = this.#connect(0).catch((error: unknown) => {
          this.#logger.warn({ reason: errorMessage(error) }, 'still not listening for changes of the roster');
          if (!this.#stopped && !this.#client) this.#reconnectLater();
        });
      },
      backoffDelayMs(this.#attempt++),
    );
  }

  #heartbeat(client: pg.Client): void {
    if (this.#stopped || this.#client !== client) return;
    this.#timer = setTimeout(() => {
      const beat = { text: 'SELECT 1', query_timeout: HEARTBEAT_TIMEOUT_MS };
      client.query(beat).then(
        () => this.#heartbeat(client),
        // Not `end`, which would wait for an answer from a peer that gives none.
        () => client.connection.stream.destroy(),
      );
    }, HEARTBEAT_MS);
    this.#timer.unref();
  }
}
