import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelayMs, errorMessage, type Logger } from '@portero/runtime';
import { disconnect } from '../database/connect.ts';
import { PORTERO } from './cluster.ts';
import { ensureRunning } from './ensure-running.ts';
import { type Layout, layoutOf } from './layout.ts';
import { SHARED_DIR } from './placement.ts';
import { findPostmaster } from './postmaster-pid.ts';
import { stopServer } from './server-process.ts';
import { leaveServer, type ServerSession, urlOf } from './session.ts';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** More settings of the server, `name=value`, if it is we who start it. */
  settings?: readonly string[];
  /** For root without `setpriv`: where Postgres may lie. @defaultValue '/var/lib/portero' */
  sharedDir?: string;
}

export interface EmbeddedPostgres {
  /** On 127.0.0.1, with its password: not for logs. */
  readonly databaseUrl: string;
  /** Whether the server was already running when we came. */
  readonly reused: boolean;
  /** Idempotent. Stops the server unless somebody else is connected to it: the last one out puts out the light. */
  stop(): Promise<void>;
}

/**
 * A real Postgres in `dataDir`, started or, if it runs already, joined; watched, and started again if it dies.
 * @throws {RosterError} DATABASE_START_FAILED
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
  deps: { logger: Logger },
): Promise<EmbeddedPostgres> {
  const supervisor = new Supervisor(options, deps);
  const reused = await supervisor.start();
  let stopped: Promise<void> | undefined;
  return {
    databaseUrl: supervisor.databaseUrl,
    reused,
    stop: () => {
      stopped ??= supervisor.stop();
      return stopped;
    },
  };
}

/**
 * Keeps a session with the server, and the server alive.
 *
 * States: joined → (session ends) → recovering → joined; from each of them → stopped, for ever. While recovering, the
 * server is started again by whichever process comes first, on the same port, so that every pool finds it again.
 */
class Supervisor {
  readonly #layout: Layout;
  readonly #options: EmbeddedPostgresOptions;
  readonly #logger: Logger;
  readonly #abort = new AbortController();
  #session: ServerSession | undefined;
  #recovering: Promise<void> | undefined;
  #databaseUrl = '';

  constructor(options: EmbeddedPostgresOptions, { logger }: { logger: Logger }) {
    this.#layout = layoutOf(options.dataDir);
    this.#options = options;
    this.#logger = logger;
  }

  get databaseUrl(): string {
    return this.#databaseUrl;
  }

  /** @returns whether the server was running already */
  async start(): Promise<boolean> {
    const { session, started } = await this.#ensureRunning(false);
    this.#databaseUrl = urlOf(session, PORTERO);
    this.#hold(session);
    this.#logger.info({ port: session.port, started }, 'embedded postgres ready');
    return !started;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#recovering;
    const session = this.#session;
    if (!session) return;
    this.#session = undefined;
    try {
      if (await leaveServer(session)) {
        const cluster = await realpath(this.#layout.cluster);
        const postmaster = await findPostmaster(cluster);
        if (postmaster) await stopServer(cluster, postmaster);
        this.#logger.info({ pid: postmaster?.pid }, 'embedded postgres stopped');
      } else {
        this.#logger.info('embedded postgres left running, as others use it');
      }
    } catch (error) {
      this.#logger.warn({ reason: errorMessage(error) }, 'embedded postgres was gone before it was stopped');
    } finally {
      await disconnect(session.client);
    }
  }

  #ensureRunning(keepPort: boolean): ReturnType<typeof ensureRunning> {
    const { settings = [], sharedDir = SHARED_DIR } = this.#options;
    const { signal } = this.#abort;
    return ensureRunning(
      { layout: this.#layout, settings, sharedDir, keepPort, signal },
      { logger: this.#logger },
    );
  }

  #hold(session: ServerSession): void {
    this.#session = session;
    session.client.once('end', () => {
      if (this.#session !== session) return;
      this.#session = undefined;
      if (!this.#abort.signal.aborted) this.#recovering = this.#recover();
    });
  }

  async #recover(): Promise<void> {
    this.#logger.warn('embedded postgres is gone; starting it again');
    for (let attempt = 0; !this.#abort.signal.aborted; attempt++) {
      try {
        const { session, started } = await this.#ensureRunning(true);
        this.#hold(session);
        if (urlOf(session, PORTERO) !== this.#databaseUrl) {
          this.#logger.error(
            { port: session.port },
            'embedded postgres has moved to another port; restart this process',
          );
        }
        this.#logger.info({ port: session.port, started }, 'embedded postgres is back');
        return;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        this.#logger.error({ reason: errorMessage(error) }, 'embedded postgres does not start');
        await sleep(backoffDelayMs(attempt), undefined, { signal: this.#abort.signal }).catch(
          () => undefined,
        );
      }
    }
  }
}
