import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSigningKey, importSigner, importVerifier } from '@portero/protocol';
import { openRoster } from '@portero/roster';
import { createTestDatabase } from '@portero/roster/testing';
import { newId, silentLogger } from '@portero/runtime';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../src/database/migrate.ts';
import { MIGRATIONS_DIR } from '../src/database/read-migrations.ts';
import { auditedRoster } from './support/audited.ts';
import { DOOR, keepTestServer } from './support/fixtures.ts';
import { connectTo } from './support/servers.ts';

keepTestServer();

describe('the roster against its log', () => {
  it('shows a grant, a change and a removal that were made with the triggers switched off', async () => {
    const { roster, sql, verify } = await auditedRoster();
    const ada = await roster.persons.add({ site: 'hq', displayName: 'Ada' });
    const eve = await roster.persons.add({ site: 'hq', displayName: 'Eve' });
    const grant = await roster.grants.grant({
      ...{ personId: ada.id, place: DOOR, validFrom: new Date(0), schedule: { windows: [] } },
    });
    await roster.cards.assign({ personId: ada.id, token: '1', validUntil: new Date(2e12) });
    await roster.cards.revoke('hq', '1');
    await roster.persons.suspend(eve.id);
    await roster.places.setPool('hq/main', 'north');
    await roster.places.updateDoor(DOOR, { thresholdL2: 1e-7, framesAgreeing: 2, framesDemanded: 3 });
    expect(await verify()).toMatchObject({ ok: true });
    for (const table of ['access_grants', 'persons', 'doors']) {
      await sql.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
    }
    const forged = newId();
    const findings: [statement: string, said: RegExp][] = [
      [
        `INSERT INTO access_grants (id, person_id, door_id) SELECT '${forged}', '${eve.id}', id FROM doors`,
        new RegExp(`grant ${forged} is there, and nobody has logged`),
      ],
      [`UPDATE persons SET status = 'active'`, new RegExp(`person ${eve.id} has another status`)],
      ['UPDATE doors SET threshold_l2 = 1.9', /door \S+ has another threshold_l2/],
      [
        `DELETE FROM access_grants WHERE id = '${grant.id}'`,
        new RegExp(`grant ${grant.id} was added, is not there`),
      ],
    ];
    for (const [index, [statement, said]] of findings.entries()) {
      await sql.query(statement);
      const found = await verify();
      expect(found.found).toBe(index + 1);
      expect(found.findings.map(({ detail }) => detail).filter((detail) => said.test(detail))).toHaveLength(
        1,
      );
    }
  });

  it('that was filled before there was a log is in it from then on', async () => {
    const database = await createTestDatabase({ migrated: false });
    onTestFinished(() => database.drop());
    const { databaseUrl } = database;
    const before = temporaryFolder();
    const names = (await readdir(MIGRATIONS_DIR)).filter(
      (name) => /^\d+/.test(name) && name < '20261126110000_audit_chain',
    );
    for (const name of names) await cp(join(MIGRATIONS_DIR, name), join(before, name), { recursive: true });
    await migrate({ databaseUrl, timeoutMs: 5000, migrationsDir: before }, { logger: silentLogger() });
    const sql = await connectTo(databaseUrl);
    const ids = Array.from({ length: 9 }, () => newId());
    await sql.query(`INSERT INTO sites (id, slug) VALUES ('${ids[0]}', 'hq')`);
    await sql.query(`INSERT INTO buildings (id, site_id, slug) VALUES ('${ids[1]}', '${ids[0]}', 'main')`);
    await sql.query(`INSERT INTO edges (id, building_id, slug) VALUES ('${ids[2]}', '${ids[1]}', 'lobby')`);
    await sql.query(`INSERT INTO doors (id, edge_id, slug) VALUES ('${ids[3]}', '${ids[2]}', 'front')`);
    await sql.query(
      `INSERT INTO persons (id, site_id, display_name) VALUES ('${ids[4]}', '${ids[0]}', 'Ada')`,
    );
    await sql.query(
      `INSERT INTO access_grants (id, person_id, door_id, schedule, valid_until)
       VALUES ('${ids[5]}', '${ids[4]}', '${ids[3]}', '{"windows": []}', now() + interval '1 day')`,
    );
    for (const id of ids.slice(6)) {
      await sql.query(
        `INSERT INTO decisions (id, request_id, door, boot_id, seq, mode, action, reason, model_id, policy_version, quality,
           distance_l2, captured_at, decided_at, frames)
         VALUES ('${id}', '${newId()}', '${DOOR}', '${newId()}', 1, 'identify', 'deny', 'unknown_face', 'pixels', '4', 0.3,
           0.1 + 0.2, now(), now(), '{"agreeing": 1, "demanded": 1, "seen": []}')`,
      );
    }

    const { privateJwk, publicJwk } = await generateSigningKey();
    const signer = importSigner(privateJwk);
    const audit = { signer: async () => signer };
    const roster = await openRoster(
      { databaseUrl, dataDir: temporaryFolder(), poolSize: 2 },
      { logger: silentLogger(), audit },
    );
    onTestFinished(() => roster.stop());
    const keys = importVerifier([publicJwk]);
    const verify = () => roster.audit.verify({ keys });
    expect(await verify()).toMatchObject({ ok: true, entries: 7 });
    await roster.persons.suspend(ids[4]!);
    const earlier = (await roster.decisions.list())[0]!;
    await roster.decisions.acknowledge(earlier.requestId, 'shown', undefined, new Date());
    expect(await verify()).toMatchObject({ ok: true, findings: [] });
    await sql.query('ALTER TABLE decisions DISABLE TRIGGER ALL');
    await sql.query(`UPDATE decisions SET reason = 'no_grant' WHERE id = '${ids[7]}'`);
    expect((await verify()).findings).toMatchObject([{ kind: 'earlier_decisions_changed' }]);
  });
});
