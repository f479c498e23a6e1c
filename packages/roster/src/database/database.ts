import { type Logger, retry } from '@portero/runtime';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../generated/client.ts';
import { RosterError } from '../roster-error.ts';
import { toRosterError } from './database-error.ts';

/** A query with a name of its own, so that Postgres parses and plans it once for each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /**
   * Planned for any arguments, once for each connection, where Postgres would plan it anew for those of each call: for what is asked at every
   * decision, always by key, and takes longer to plan than to run. @defaultValue as Postgres thinks best
   */
  readonly isPlannedOnce?: boolean;
}

/** One transaction on one connection. */
export interface Transaction {
  rows<Row extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** Prisma within one transaction. */
export type PrismaTransaction = Prisma.TransactionClient;

export interface DatabaseOptions {
  databaseUrl: string;
  poolSize: number;
}

const CONFLICT_ATTEMPTS = 4;
/** One is used at a time, another where it hangs. */
const MOST_PLANNED_ONCE = 4;
const PLAN_ONCE = 'SET plan_cache_mode = force_generic_plan';
const TRANSACTION_TIMEOUT_MS = 30_000;

/**
 * One pool for Prisma and for bare SQL. Prisma writes and reads what is simple; statements serve what is hot, streams,
 * or needs more of SQL than Prisma has.
 *
 * Everything thrown is a `RosterError`. Deadlocks and serialisation failures (SQLSTATE 40) are tried again here; a lost
 * connection is not, since whoever asked must know how long to wait: the pool connects anew at the next call.
 */
export class Database {
  readonly #pool: pg.Pool;
  /** For statements that are planned once, which is a setting of the connection. */
  readonly #plannedOnce: pg.Pool;
  readonly #prisma: PrismaClient;

  constructor({ databaseUrl, poolSize }: DatabaseOptions, { logger }: { logger: Logger }) {
    this.#pool = poolOf({ databaseUrl, max: poolSize }, { logger });
    const onConnect = async (client: pg.ClientBase) => void (await client.query(PLAN_ONCE));
    this.#plannedOnce = poolOf(
      { databaseUrl, max: Math.min(poolSize, MOST_PLANNED_ONCE), onConnect },
      { logger },
    );
    // "minimal": the long form quotes the arguments, and with them names and embeddings.
    this.#prisma = new PrismaClient({ adapter: new PrismaPg(this.#pool), errorFormat: 'minimal' });
  }

  /** @param doing for the error message: `adding a door` */
  async rows<Row extends pg.QueryResultRow>(
    doing: string,
    statement: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const { isPlannedOnce, ...query } = statement;
    const pool = isPlannedOnce ? this.#plannedOnce : this.#pool;
    const result = await this.#attempt(doing, () => pool.query<Row>({ ...query, values: [...values] }));
    return result.rows;
  }

  /** The only row, or none. */
  async row<Row extends pg.QueryResultRow>(
    doing: string,
    statement: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row | undefined> {
    return (await this.rows<Row>(doing, statement, values))[0];
  }

  prisma<T>(doing: string, task: (prisma: PrismaClient) => Promise<T>): Promise<T> {
    return this.#attempt(doing, () => task(this.#prisma));
  }

  /** Committed when it returns, rolled back when it throws. The task may run again after a conflict. */
  transaction<T>(doing: string, task: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#attempt(doing, async () => {
      const client = await this.#pool.connect();
      // A connection that breaks between two queries says so by this event, which nobody else hears while it is ours, and
      // unheard it would end the process; the next query, or the commit, rejects.
      const onLost = () => undefined;
      client.on('error', onLost);
      try {
        await client.query('BEGIN');
        const result = await task({
          rows: async <Row extends pg.QueryResultRow>(
            statement: Statement,
            values: readonly unknown[] = [],
          ) => (await client.query<Row>({ ...statement, values: [...values] })).rows,
        });
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        const rolledBack = await client.query('ROLLBACK').then(
          () => true,
          () => false,
        );
        client.release(!rolledBack);
        throw error;
      } finally {
        client.off('error', onLost);
      }
    });
  }

  /** As `transaction`, for what Prisma writes. */
  prismaTransaction<T>(doing: string, task: (prisma: PrismaTransaction) => Promise<T>): Promise<T> {
    return this.#attempt(doing, () =>
      this.#prisma.$transaction(task, { timeout: TRANSACTION_TIMEOUT_MS, maxWait: TRANSACTION_TIMEOUT_MS }),
    );
  }

  async stop(): Promise<void> {
    await this.#prisma.$disconnect();
    await Promise.all([this.#pool.end(), this.#plannedOnce.end()]);
  }

  #attempt<T>(doing: string, task: () => Promise<T>): Promise<T> {
    const translated = async () => {
      try {
        return await task();
      } catch (error) {
        throw toRosterError(error, doing);
      }
    };
    return retry(translated, {
      attempts: CONFLICT_ATTEMPTS,
      firstMs: 10,
      isRetryable: isConflict,
    });
  }
}

/** @param options.onConnect waited for before a new connection is used */
function poolOf(
  { databaseUrl, ...options }: Pick<pg.PoolConfig, 'max' | 'onConnect'> & { databaseUrl: string },
  { logger }: { logger: Logger },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'portero',
    ...options,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 30_000,
    query_timeout: 35_000,
    keepAlive: true,
  });
  pool.on('error', (error) => logger.warn({ reason: error.message }, 'an idle database connection was lost'));
  return pool;
}

function isConflict(error: unknown): boolean {
  return error instanceof RosterError && error.code === 'DATABASE_CONFLICT';
}
