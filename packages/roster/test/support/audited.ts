import { generateSigningKey, importSigner, importVerifier, type KeyRing } from '@portero/protocol';
import { type LogVerification, openRoster, type Roster } from '@portero/roster';
import { createTestDatabase } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { temporaryFolder } from '@portero/testkit';
import type pg from 'pg';
import { onTestFinished } from 'vitest';
import { DOOR } from './fixtures.ts';
import { connectTo } from './servers.ts';

export interface Audited {
  databaseUrl: string;
  /** Where the master key is. */
  dataDir: string;
  roster: Roster;
  keys: KeyRing;
  signingKey: object;
  /** A connection of somebody who owns the tables. */
  sql: pg.Client;
  verify(options?: { checkpoints?: { jws: string; source: string }[] }): Promise<LogVerification>;
  /** As an administrator who has thought of the triggers. */
  tamper(...statements: readonly string[]): Promise<void>;
}

/** A roster whose acts and decisions are signed, with the door of the other tests. */
export async function auditedRoster(): Promise<Audited> {
  const database = await createTestDatabase();
  const { databaseUrl } = database;
  const dataDir = temporaryFolder();
  const { privateJwk, publicJwk } = await generateSigningKey();
  const signer = importSigner(privateJwk);
  const audit = {
    actor: { kind: 'cli', user: 'ada', host: 'desk' } as const,
    signer: async () => signer,
  };
  const roster = await openRoster({ databaseUrl, dataDir, poolSize: 4 }, { logger: silentLogger(), audit });
  onTestFinished(async () => {
    await roster.stop();
    await database.drop();
  });
  const sql = await connectTo(databaseUrl);
  const keys = importVerifier([publicJwk]);
  await roster.places.ensureBuilding('hq/main');
  await roster.places.addEdge('hq/main/lobby');
  await roster.places.addDoor(DOOR);
  return {
    databaseUrl,
    dataDir,
    roster,
    keys,
    signingKey: privateJwk,
    sql,
    verify: (options = {}) => roster.audit.verify({ keys, ...options }),
    async tamper(...statements) {
      for (const table of ['audit_entries', 'audit_seals', 'audit_checkpoints', 'decisions']) {
        await sql.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
      }
      for (const statement of statements) await sql.query(statement);
    },
  };
}
