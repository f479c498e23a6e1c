import { type Logger, StopStack } from '@portero/runtime';
import { createAccountRepository } from './accounts/account-repository.ts';
import { createAccountTokenRepository } from './accounts/account-token-repository.ts';
import { createProposalRepository } from './accounts/proposal-repository.ts';
import { createSessionRepository } from './accounts/session-repository.ts';
import { AuditActs, type AuditIdentity, processActor } from './audit/audit-acts.ts';
import { Chain } from './audit/chain.ts';
import { createAuditLog } from './audit/create-audit-log.ts';
import { createChangeFeed } from './changes/change-feed.ts';
import { Database, type Statement } from './database/database.ts';
import { migrate } from './database/migrate.ts';
import { createDecisionRepository } from './decisions/decision-repository.ts';
import { startEmbeddedPostgres } from './embedded/embedded-postgres.ts';
import { createRosterPages } from './pages/roster-pages.ts';
import { createCardRepository } from './people/card-repository.ts';
import { createGrantRepository } from './people/grant-repository.ts';
import { createLookalikeRepository } from './people/lookalike-repository.ts';
import { createPersonRepository } from './people/person-repository.ts';
import { createTemplateRepository } from './people/template-repository.ts';
import { createPlaceRepository } from './places/place-repository.ts';
import type { ActingRoster, Roster } from './roster.ts';

export interface OpenRosterOptions {
  /** A Postgres of your own, version 14 or newer. @defaultValue an embedded one in `dataDir` */
  databaseUrl?: string | undefined;
  /** Where the embedded Postgres keeps its files. @defaultValue './.portero' */
  dataDir?: string | undefined;
  /** Connections at most. @defaultValue 10 */
  poolSize?: number | undefined;
  /** How long to wait for a database that does not answer. @defaultValue 30000 */
  connectTimeoutMs?: number | undefined;
}

export interface OpenRosterDeps {
  logger: Logger;
  /** Who acts, and the key to sign what they did. @defaultValue nobody in particular, unsigned */
  audit?: AuditIdentity;
}

const PING: Statement = { name: 'ping', text: 'SELECT 1' };

/**
 * Connects, starting the embedded Postgres unless there is a `databaseUrl`, and brings the schema up to date.
 * Safe to call from many processes at once.
 * @throws {RosterError} DATABASE_UNREACHABLE, DATABASE_REFUSED, DATABASE_START_FAILED, MIGRATION_FAILED,
 *   MIGRATION_CHANGED, MIGRATION_UNKNOWN
 */
export async function openRoster(
  options: OpenRosterOptions,
  { logger, audit = {} }: OpenRosterDeps,
): Promise<Roster> {
  const { dataDir = './.portero', poolSize = 10, connectTimeoutMs = 30_000 } = options;
  const stack = new StopStack(logger);
  try {
    const databaseUrl = options.databaseUrl ?? (await startEmbedded(dataDir, stack, logger));
    await migrate({ databaseUrl, timeoutMs: connectTimeoutMs }, { logger });
    const database = new Database({ databaseUrl, poolSize }, { logger });
    stack.add('database', () => database.stop());
    const { feed, stop } = createChangeFeed({ database, databaseUrl, logger });
    stack.add('changes', stop);
    return createRoster({ databaseUrl, database, feed, stack, audit });
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function startEmbedded(dataDir: string, stack: StopStack, logger: Logger): Promise<string> {
  const server = await startEmbeddedPostgres({ dataDir }, { logger });
  stack.add('embedded postgres', () => server.stop());
  return server.databaseUrl;
}

interface Parts {
  databaseUrl: string;
  database: Database;
  feed: Roster['changes'];
  stack: StopStack;
  audit: AuditIdentity;
}

function createRoster({ databaseUrl, database, feed, stack, audit }: Parts): Roster {
  const acts = new AuditActs(audit, { database });
  const acting = createActingRoster(database, acts);
  const chainOf = (holds: string) => lazyChain(holds, audit);
  return {
    databaseUrl,
    ...acting,
    actingFor: (actor) => createActingRoster(database, acts.as(actor)),
    sessions: createSessionRepository(database),
    pages: createRosterPages(database),
    decisions: createDecisionRepository({
      database,
      decisionChain: chainOf('decisions'),
      acknowledgementChain: chainOf('acknowledgements'),
    }),
    changes: feed,
    audit: createAuditLog({
      database,
      acts,
      signer: audit.signer,
      doorIdOf: async (address) => (await acting.places.findDoor(address))?.id,
    }),
    ping: async () => {
      await database.rows('a ping', PING);
    },
    stop: () => stack.stop(),
  };
}

function createActingRoster(database: Database, acts: AuditActs): ActingRoster {
  const places = createPlaceRepository(database, { acts });
  const accounts = createAccountRepository(database, { acts });
  return {
    places,
    accounts,
    persons: createPersonRepository(database, { acts }),
    cards: createCardRepository(database, { acts }),
    templates: createTemplateRepository(database, { acts }),
    lookalikes: createLookalikeRepository(database, { acts }),
    grants: createGrantRepository(database, { acts, places }),
    tokens: createAccountTokenRepository(database, { acts, accounts }),
    proposals: createProposalRepository(database, { acts }),
  };
}

/** A chain of this process, begun when it is first written to. */
function lazyChain(holds: string, { actor, signer }: AuditIdentity): () => Promise<Chain> {
  let chain: Chain | undefined;
  return async () => {
    chain ??= new Chain({ actor: actor ?? processActor('sql'), holds, signer: await signer?.() });
    return chain;
  };
}
