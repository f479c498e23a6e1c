import { loadCoordinatorKey } from '@portero/coordinator';
import { importVerifier } from '@portero/protocol';
import { ROSTER_CHAIN } from '@portero/roster';
import { newId, silentLogger } from '@portero/runtime';
import pg from 'pg';
import {
  disarm,
  restore,
  rewriteChain,
  sealWithOwnKey,
} from '../../../packages/roster/test/support/tampering.ts';
import type { Attack, Family, Observed } from '../attack.ts';
import type { Scene } from '../scene/scene.ts';

type Tamper = (sql: pg.Client, scene: Scene) => Promise<unknown>;

const FORGED_GRANT = '0198c0de-0000-7000-8000-00000000bad0';

/** With the coordinator's public key, as `portero audit verify` does it; checkpoints are a copy that lies elsewhere. */
async function verify({ installation }: Scene, checkpoints: { jws: string; source: string }[]) {
  const { roster, config } = installation;
  const { publicJwk } = await loadCoordinatorKey(config, { logger: silentLogger() });
  return roster.audit.verify({ keys: importVerifier([publicJwk]), checkpoints });
}

/** All triggers and constraints are off; what was changed is put back afterwards, and the log verifies again. */
async function tampered(scene: Scene, tamper: Tamper): Promise<Observed> {
  const { installation, lobby } = scene;
  // Something that is worth hiding.
  for (let visit = 0; visit < 6; visit++) await lobby.ask({ face: installation.faces.person() });
  await lobby.ask({ face: scene.picture() });
  const { made } = await installation.roster.audit.checkpoint();
  const copies = made.map(({ jws }) => ({ jws, source: 'a copy' }));
  const sql = new pg.Client({ connectionString: installation.proxy.upstreamUrl });
  await sql.connect();
  try {
    await arm(sql);
    const before = await verify(scene, copies);
    if (!before.ok) return { achieved: true, how: `did not verify before: ${before.findings[0]?.kind}` };
    await tamper(sql, scene);
    const { ok, findings } = await verify(scene, copies);
    await restore(sql);
    await sql.query('DELETE FROM access_grants WHERE id = $1', [FORGED_GRANT]);
    return {
      achieved: ok,
      how: `audit verify: ${[...new Set(findings.map(({ kind }) => kind))].join(', ')}`,
    };
  } finally {
    await sql.end();
  }
}

/** Once for all attempts, and what is kept is what is there now. */
async function arm(sql: pg.Client): Promise<void> {
  const { rows } = await sql.query<{ kept: string | null }>(`SELECT to_regclass('kept_decisions') AS kept`);
  if (rows[0]!.kept === null) {
    await disarm(sql);
    return;
  }
  for (const table of ['audit_entries', 'audit_seals', 'audit_checkpoints', 'decisions']) {
    await sql.query(`TRUNCATE kept_${table}; INSERT INTO kept_${table} SELECT * FROM ${table}`);
  }
}

function behind(id: string, tried: string, expected: RegExp, tamper: Tamper): Attack {
  return {
    ...{ id, tried, expected, adversary: 'disgruntled administrator', refusedBy: 'portero audit verify' },
    attempt: (scene) => tampered(scene, tamper),
  };
}

const decisionChain = `(SELECT chain_id FROM audit_entries WHERE seq = 1 AND entry LIKE '%"holds":"decisions"%' LIMIT 1)`;

export const audit: Family = {
  name: 'audit',
  controls: [
    {
      id: 'log-verifies',
      what: 'the log of everything that the attacks before have caused verifies',
      holds: async (scene) => (await verify(scene, [])).ok,
    },
  ],
  attacks: [
    behind('decision-edited', 'a denial in the table of decisions made a grant', /decision_changed/, (sql) =>
      sql.query(
        `UPDATE decisions SET action = 'unlock', reason = 'granted'
         WHERE id = (SELECT id FROM decisions WHERE action = 'deny' LIMIT 1)`,
      ),
    ),
    behind(
      'decision-deleted',
      'a decision deleted from its table',
      /decision_missing|decision_deleted/,
      (sql) =>
        sql.query(
          `DELETE FROM decisions WHERE id = (SELECT id FROM decisions WHERE action = 'unlock' LIMIT 1)`,
        ),
    ),
    behind('decision-added', 'a decision added to its table', /decision_unlogged/, (sql) =>
      sql.query(
        `INSERT INTO decisions SELECT (jsonb_populate_record(d, jsonb_build_object('id', $1::text, 'request_id', $1::text))).*
         FROM decisions d LIMIT 1`,
        [newId()],
      ),
    ),
    behind('entry-edited', 'an entry of the log edited', /entry_changed/, (sql) =>
      sql.query(
        `UPDATE audit_entries SET entry = replace(entry, '"deny"', '"unlock"')
         WHERE ctid = (SELECT ctid FROM audit_entries WHERE entry LIKE '%"deny"%' LIMIT 1)`,
      ),
    ),
    behind('entry-deleted', 'an entry of the log deleted', /entry_missing/, (sql) =>
      sql.query('DELETE FROM audit_entries WHERE chain_id = $1 AND seq = 3', [ROSTER_CHAIN]),
    ),
    behind(
      'entries-reordered',
      'two entries exchanged, numbers and hashes made to fit',
      /seal|entry/,
      (sql) =>
        rewriteChain(sql, ROSTER_CHAIN, (entries) => entries.with(2, entries[3]!).with(3, entries[2]!)),
    ),
    behind('entry-rewritten', 'an entry changed and every hash behind it made to fit', /seal|entry/, (sql) =>
      rewriteChain(sql, ROSTER_CHAIN, (entries) =>
        entries.with(2, { ...entries[2], details: { forged: true } }),
      ),
    ),
    behind('entry-appended', 'an entry appended with the right hash', /entry_unsealed/, (sql) =>
      rewriteChain(sql, ROSTER_CHAIN, (entries) => [...entries, entries.at(-1)!]),
    ),
    behind(
      'tail-cut',
      'the end of the decisions cut off, with seals and checkpoints',
      /chain_cut/,
      async (sql) => {
        await sql.query(`DELETE FROM audit_seals WHERE chain_id = ${decisionChain} AND to_seq > 4`);
        await sql.query(`DELETE FROM audit_entries WHERE chain_id = ${decisionChain} AND seq > 4`);
        await sql.query(
          'DELETE FROM decisions WHERE id NOT IN (SELECT subject_id FROM audit_entries WHERE subject_id IS NOT NULL)',
        );
        await sql.query('DELETE FROM audit_checkpoints');
      },
    ),
    behind('log-emptied', 'all of it emptied', /log_missing/, async (sql) => {
      for (const table of ['audit_entries', 'audit_seals', 'audit_checkpoints', 'decisions']) {
        await sql.query(`TRUNCATE ${table}`);
      }
    }),
    behind('seal-forged', "the newest seal made with a key of one's own", /seal/, sealWithOwnKey),
    behind(
      'grant-inserted',
      'a grant inserted with the triggers switched off',
      /roster_changed/,
      async (sql, scene) => {
        await sql.query('ALTER TABLE access_grants DISABLE TRIGGER ALL');
        await sql.query(
          `INSERT INTO access_grants (id, person_id, building_id) SELECT $1, $2, id FROM buildings LIMIT 1`,
          [FORGED_GRANT, scene.employee.personId],
        );
      },
    ),
  ],
};
