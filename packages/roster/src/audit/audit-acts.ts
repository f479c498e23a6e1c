import { hostname, userInfo } from 'node:os';
import type { Signer } from '@portero/protocol';
import type { Database, PrismaTransaction, Statement, Transaction } from '../database/database.ts';
import { type AuditActor, NO_HASH, ROSTER_CHAIN } from './audit-entry.ts';
import { sealOf } from './chain.ts';

/** Who writes to the log. */
export interface AuditIdentity {
  /** @defaultValue the account of the database */
  readonly actor?: AuditActor;
  /** Asked for at the first act. Without one, entries stand unsealed, and an audit says so. */
  signer?(): Promise<Signer>;
}

/** The account of the operating system that this process runs under. */
export function processActor(kind: AuditActor['kind']): AuditActor {
  return { kind, user: userInfo().username, host: hostname() };
}

/** For the triggers, until the end of the transaction. */
const SET_ACTOR: Statement = { name: 'set-actor', text: `SELECT set_config('portero.actor', $1, true)` };

/** The entries that triggers have written in this transaction, which holds the lock of the chain; no row if none. */
const OWN_ENTRIES: Statement = {
  name: 'own-audit-entries',
  text: `
    SELECT own.from_seq::float8 AS "fromSeq", newest.seq::float8 AS "toSeq", newest.hash, before.hash AS previous
    FROM (SELECT nullif(current_setting('portero.audit_from', true), '')::bigint AS from_seq) own
    JOIN LATERAL (
      SELECT seq, hash FROM audit_entries WHERE chain_id = '${ROSTER_CHAIN}' ORDER BY seq DESC LIMIT 1) newest
      ON own.from_seq IS NOT NULL
    LEFT JOIN audit_entries before ON before.chain_id = '${ROSTER_CHAIN}' AND before.seq = own.from_seq - 1`,
};

const ADD_SEAL: Statement = {
  name: 'add-seal',
  text: 'INSERT INTO audit_seals (chain_id, from_seq, to_seq, jws) VALUES ($1::uuid, $2::bigint, $3::bigint, $4)',
};

interface OwnEntries {
  fromSeq: number;
  toSeq: number;
  hash: Uint8Array;
  previous: Uint8Array | null;
}

type Ask = (statement: Statement, values: readonly unknown[]) => Promise<unknown[]>;

/**
 * Changes of the roster, each in one transaction with the entries that triggers write about it, and with our signature
 * over those. Whatever changes the roster without our key, such as a bare SQL client, leaves entries without a seal.
 */
export class AuditActs {
  readonly #database: Database;
  readonly #identity: AuditIdentity;
  #sealed = 0;

  constructor(identity: AuditIdentity, { database }: { database: Database }) {
    this.#identity = identity;
    this.#database = database;
  }

  /** The same key on behalf of somebody else, such as whoever asks over the API. */
  as(actor: AuditActor): AuditActs {
    return new AuditActs({ ...this.#identity, actor }, { database: this.#database });
  }

  /** Acts sealed so far. */
  get count(): number {
    return this.#sealed;
  }

  /** @param doing for the error message */
  async sql<T>(doing: string, task: (transaction: Transaction) => Promise<T>): Promise<T> {
    const signer = await this.#identity.signer?.();
    return this.#database.transaction(doing, async (transaction) => {
      const ask: Ask = (statement, values) => transaction.rows(statement, values);
      await this.#begin(ask);
      const result = await task(transaction);
      await this.#seal(ask, signer);
      return result;
    });
  }

  /** @param doing for the error message */
  async prisma<T>(doing: string, task: (prisma: PrismaTransaction) => Promise<T>): Promise<T> {
    const signer = await this.#identity.signer?.();
    return this.#database.prismaTransaction(doing, async (prisma) => {
      const ask: Ask = ({ text }, values) => prisma.$queryRawUnsafe<unknown[]>(text, ...values);
      await this.#begin(ask);
      const result = await task(prisma);
      await this.#seal(ask, signer);
      return result;
    });
  }

  async #begin(ask: Ask): Promise<void> {
    await ask(SET_ACTOR, [this.#identity.actor ? JSON.stringify(this.#identity.actor) : '']);
  }

  async #seal(ask: Ask, signer: Signer | undefined): Promise<void> {
    if (!signer) return;
    const [own] = (await ask(OWN_ENTRIES, [])) as OwnEntries[];
    if (!own) return;
    const { fromSeq, toSeq, hash, previous } = own;
    const jws = sealOf({ chain: ROSTER_CHAIN, fromSeq, toSeq }, previous ?? NO_HASH, hash, signer);
    await ask(ADD_SEAL, [ROSTER_CHAIN, fromSeq, toSeq, jws]);
    this.#sealed++;
  }
}
