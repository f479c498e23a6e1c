import { type Logger, StopStack } from '@portero/runtime';
import { createAccountRepository } from './accounts/account-repository.ts';
import { createAccountTokenRepository } from './accounts/account-token-repository.ts';
import { createProposalRepository } from './accounts/proposal-repository.ts';
import { createSessionRepository } from './accounts/session-repository.ts';
import { createAreaRepository } from './areas/area-repository.ts';
import { AuditActs, type AuditIdentity, processActor } from './audit/audit-acts.ts';
import { Chain } from './audit/chain.ts';
import { createAuditLog } from './audit/create-audit-log.ts';
import { createChangeFeed } from './changes/change-feed.ts';
import { createCircumstancesRepository } from './circumstances/circumstances-repository.ts';
import { Database, type Statement } from './database/database.ts';
import { migrate } from './database/migrate.ts';
import { createDecisionRepository } from './decisions/decision-repository.ts';
import { startEmbeddedPostgres } from './embedded/embedded-postgres.ts';
import { type CardMac, createCardMac } from './encryption/card-mac.ts';
import { chooseProvider, type MasterKeySettings } from './encryption/choose-provider.ts';
import { cardsKey } from './encryption/installation-key.ts';
import { createKeyAdministration } from './encryption/key-administration.ts';
import type { Keyring } from './encryption/keyring.ts';
import type { MasterKeyProvider } from './encryption/master-key-provider.ts';
import { openKeyring } from './encryption/open-keyring.ts';
import { sealExisting } from './encryption/seal-existing.ts';
import { TemplateCipher } from './encryption/template-cipher.ts';
import { createHolidayRepository } from './holidays/holiday-repository.ts';
import { createLockdownRepository } from './lockdowns/lockdown-repository.ts';
import { createRosterPages } from './pages/roster-pages.ts';
import { createPassageRecorder } from './passages/create-passage-recorder.ts';
import { createDoorRulesRepository } from './passages/door-rules-repository.ts';
import { createCardRepository } from './people/card-repository.ts';
import { createEnrolmentRepository } from './people/enrolment-repository.ts';
import { createGrantRepository } from './people/grant-repository.ts';
import { createLookalikeRepository } from './people/lookalike-repository.ts';
import { createPersonRepository } from './people/person-repository.ts';
import { createTemplateRepository } from './people/template-repository.ts';
import { createPlaceRepository } from './places/place-repository.ts';
import type { ActingRoster, Roster } from './roster.ts';
import { createGallerySnapshots } from './snapshots/create-gallery-snapshots.ts';

export interface OpenRosterOptions {
  /** A Postgres of your own, version 14 or newer. @defaultValue an embedded one in `dataDir` */
  databaseUrl?: string | undefined;
  /** Where the embedded Postgres keeps its files, and the master key. @defaultValue './.portero' */
  dataDir?: string | undefined;
  /** Where the master key is. @defaultValue the file `keys/master.key` in `dataDir`, made when it is first needed */
  masterKey?: MasterKeySettings | undefined;
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

/** Drops what `sealExisting` has sealed. */
const PLAINTEXT_DROPPED = '20261126105200_plaintext_dropped';

/**
 * Connects, starting the embedded Postgres unless there is a `databaseUrl`, brings the schema up to date and opens the
 * keys. Safe to call from many processes at once.
 * @throws {RosterError} DATABASE_UNREACHABLE, DATABASE_REFUSED, DATABASE_START_FAILED, MIGRATION_FAILED,
 *   MIGRATION_CHANGED, MIGRATION_UNKNOWN, MASTER_KEY_MISSING, MASTER_KEY_INVALID, MASTER_KEY_COMMAND_FAILED,
 *   DATA_KEY_UNREADABLE
 * @throws {PrivateFileError} KEY_FILE_PERMISSIONS
 */
export async function openRoster(
  options: OpenRosterOptions,
  { logger, audit = {} }: OpenRosterDeps,
): Promise<Roster> {
  const { dataDir = './.portero', poolSize = 10, connectTimeoutMs = 30_000 } = options;
  const stack = new StopStack(logger);
  try {
    const provider = chooseProvider(options.masterKey ?? {}, dataDir);
    const databaseUrl = options.databaseUrl ?? (await startEmbedded(dataDir, stack, logger));
    const before = {
      [PLAINTEXT_DROPPED]: () => sealBeforehand(databaseUrl, { provider, logger }),
    };
    await migrate({ databaseUrl, timeoutMs: connectTimeoutMs, before }, { logger });
    const database = new Database({ databaseUrl, poolSize }, { logger });
    stack.add('database', () => database.stop());
    const keyring = await openKeyring({ database, provider, logger });
    const cardMac = createCardMac(await cardsKey({ database, provider }));
    const { feed, stop } = createChangeFeed({ database, databaseUrl, logger });
    stack.add('changes', stop);
    return createRoster({ databaseUrl, database, provider, keyring, cardMac, feed, stack, logger, audit });
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

/** Its own connections, as the one that migrates is not a pool. */
async function sealBeforehand(
  databaseUrl: string,
  deps: { provider: MasterKeyProvider; logger: Logger },
): Promise<void> {
  const database = new Database({ databaseUrl, poolSize: 1 }, deps);
  try {
    const keyring = await openKeyring({ database, ...deps });
    await sealExisting({}, { database, keyring, ...deps });
  } finally {
    await database.stop();
  }
}

interface Parts {
  databaseUrl: string;
  database: Database;
  provider: MasterKeyProvider;
  keyring: Keyring;
  cardMac: CardMac;
  logger: Logger;
  feed: Roster['changes'];
  stack: StopStack;
  audit: AuditIdentity;
}

function createRoster(parts: Parts): Roster {
  const { databaseUrl, database, provider, cardMac, feed, stack, logger, audit } = parts;
  const acts = new AuditActs(audit, { database });
  const cipher = new TemplateCipher(parts);
  const actingBy = (by: AuditActs) => createActingRoster({ database, acts: by, cardMac, cipher });
  const acting = actingBy(acts);
  const chainOf = (holds: string) => lazyChain(holds, audit);
  return {
    databaseUrl,
    ...acting,
    actingFor: (actor) => actingBy(acts.as(actor)),
    sessions: createSessionRepository(database),
    pages: createRosterPages(database),
    doorRules: createDoorRulesRepository(database),
    circumstances: createCircumstancesRepository(database),
    decisions: createDecisionRepository({
      database,
      decisionChain: chainOf('decisions'),
      acknowledgementChain: chainOf('acknowledgements'),
    }),
    keys: createKeyAdministration({ database, databaseUrl, provider, logger }),
    passages: createPassageRecorder({ database, chain: chainOf('passages'), now: () => Date.now() }),
    changes: feed,
    snapshots: createGallerySnapshots({ database, provider }),
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

interface ActingParts {
  database: Database;
  acts: AuditActs;
  cardMac: CardMac;
  cipher: TemplateCipher;
}

function createActingRoster({ database, acts, cardMac, cipher }: ActingParts): ActingRoster {
  const places = createPlaceRepository(database, { acts });
  const accounts = createAccountRepository(database, { acts });
  return {
    places,
    accounts,
    persons: createPersonRepository(database, { acts }),
    cards: createCardRepository(database, { acts, cardMac }),
    templates: createTemplateRepository(database, { acts, cipher }),
    enrolments: createEnrolmentRepository({ acts, cipher, places }),
    lookalikes: createLookalikeRepository(database, { acts, cipher }),
    grants: createGrantRepository(database, { acts, places }),
    holidays: createHolidayRepository(database, { acts }),
    lockdowns: createLockdownRepository(database, { acts }),
    areas: createAreaRepository(database, { acts, places }),
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
