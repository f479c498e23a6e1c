import { randomUUID } from 'node:crypto';
import { importVerifier } from '@portero/protocol';
import { canonicalJson, type JsonValue, verifyLines } from '@portero/roster';
import { newId } from '@portero/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditedRoster } from './support/audited.ts';
import { DOOR, decision, keepTestServer } from './support/fixtures.ts';

keepTestServer();

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe('the audit log', () => {
  it('has every administrative act, by whom, without names, card numbers or faces', async () => {
    const { roster, verify, sql } = await auditedRoster();
    const ada = await roster.persons.add({ site: 'hq', displayName: 'Ada Lovelace', externalId: 'E-4711' });
    const bob = await roster.persons.add({ site: 'hq', displayName: 'Bob' });
    await roster.persons.suspend(ada.id);
    await roster.persons.suspend(ada.id);
    await roster.persons.reinstate(ada.id);
    const grant = await roster.grants.grant({ personId: ada.id, place: DOOR });
    await roster.grants.revoke(grant.id);
    await roster.cards.assign({ personId: ada.id, token: 'CARD-SECRET' });
    await roster.cards.revoke('hq', 'CARD-SECRET');
    const embedding = Float32Array.from([0.25, 0.5]);
    const { template } = await roster.templates.add({
      ...{ personId: ada.id, modelId: 'pixels', embedding, quality: 0.5, sourceHash: 'sha' },
    });
    await roster.templates.revoke(template.id);
    await roster.lookalikes.register({ personIds: [ada.id, bob.id], modelId: 'pixels', distanceL2: 1e-7 });
    await roster.places.updateDoor(DOOR, { thresholdL2: 0.7 });
    await roster.places.setTargetFpir('hq/main', 1e-7);
    await roster.places.setEdgeKey('hq/main/lobby', { kty: 'OKP', x: 'x' });
    await roster.places.revokeEdgeKey('hq/main/lobby');
    await roster.audit.append('calibration.stored', { modelId: 'pixels' });
    await roster.persons.remove(ada.id);

    const entries = (await roster.audit.list({ limit: 1000 })).reverse();
    const actions = entries.map(({ action }) => action);
    expect(actions.slice(0, 21)).toEqual([
      ...['log.began', 'site.added', 'building.added', 'edge.added', 'door.added'],
      ...['person.added', 'person.added', 'person.suspended', 'person.reinstated'],
      ...['grant.added', 'grant.revoked', 'card.added', 'card.revoked', 'template.added', 'template.revoked'],
      ...['lookalike.added', 'door.changed', 'building.changed', 'edge.changed', 'edge.revoked'],
      ...['calibration.stored'],
    ]);
    expect(actions.slice(21).sort()).toEqual(
      ['card', 'grant', 'lookalike', 'person', 'template'].map((kind) => `${kind}.removed`),
    );
    for (const entry of entries.slice(1))
      expect(entry.actor).toMatchObject({ kind: 'cli', user: 'ada', host: 'desk' });
    expect(entries.find(({ action }) => action === 'door.changed')?.details).toEqual({
      threshold_l2: { from: null, to: 0.7 },
    });
    const { rows } = await sql.query<{ log: string }>(
      `SELECT string_agg(entry, '') AS log FROM audit_entries`,
    );
    expect(rows[0]!.log).not.toMatch(/Ada|Lovelace|Bob|4711|CARD-SECRET|token_hash|embedding|\\\\x/);
    expect(await verify()).toMatchObject({ ok: true, unsealed: 0, findings: [] });
  });

  it('says of a name that it was changed, and not to what', async () => {
    const { roster, sql } = await auditedRoster();
    const { id } = await roster.persons.add({ site: 'hq', displayName: 'Ada' });
    await sql.query(`UPDATE persons SET display_name = 'Eve' WHERE id = $1`, [id]);
    const [entry] = await roster.audit.list({ personId: id, action: 'person.changed' });
    expect(entry).toMatchObject({
      subject: id,
      details: { hidden: ['display_name'] },
      actor: { kind: 'sql' },
    });
  });

  it('tells an act by a bare SQL client from one of ours', async () => {
    const { roster, sql, verify } = await auditedRoster();
    const { id } = await roster.persons.add({ site: 'hq', displayName: 'Eve' });
    await sql.query(
      `INSERT INTO access_grants (id, person_id, building_id) SELECT $1, $2, id FROM buildings`,
      [newId(), id],
    );
    await roster.persons.suspend(id);
    const found = await verify();
    expect(found.findings).toMatchObject([{ kind: 'entry_unsealed', seq: 7, toSeq: 7 }]);
    expect(await roster.audit.list({ action: 'grant.added' })).toMatchObject([{ actor: { kind: 'sql' } }]);
  });

  it('keeps a decision and its acknowledgement, and explains them', async () => {
    const { roster, keys, verify } = await auditedRoster();
    const personId = newId();
    const made = decision({
      ...{ action: 'unlock', reason: 'granted', personId, distanceL2: 0.1 + 0.2, thresholdL2: 0.7 },
      frames: { agreeing: 1, demanded: 1, seen: [{ capturedAt: 5, distanceL2: 1e-7, agrees: true }] },
      basis: { galleryVersion: 12, grantId: newId() },
    });
    const { recorded } = await roster.decisions.record(made);
    await roster.decisions.acknowledge(made.requestId, 'actuated', undefined, new Date());
    for (const id of [recorded.id, made.requestId, made.requestId.toUpperCase()]) {
      expect(await roster.audit.explain(id, keys)).toMatchObject({
        decision: { id: recorded.id, ackOutcome: 'actuated' },
        made: {
          person: personId,
          door: DOOR,
          details: { distanceL2: 0.1 + 0.2, basis: { galleryVersion: 12 } },
        },
        acknowledged: { details: { outcome: 'actuated' } },
        findings: [],
      });
    }
    expect(await roster.audit.explain(randomUUID(), keys)).toBeUndefined();
    expect(await roster.audit.explain('nonsense', keys)).toBeUndefined();
    expect(await roster.audit.list({ door: DOOR, action: 'decision' })).toHaveLength(2);
    expect(await verify()).toMatchObject({ ok: true, chains: 3 });
  });

  it('is refused to whoever would change it in passing', async () => {
    const { roster, sql } = await auditedRoster();
    await roster.decisions.record(decision());
    await roster.audit.checkpoint();
    for (const statement of [
      `UPDATE audit_entries SET action = 'x'`,
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      `UPDATE audit_seals SET jws = 'x'`,
      'DELETE FROM audit_seals',
      'DELETE FROM audit_checkpoints',
      `UPDATE decisions SET reason = 'granted'`,
      'DELETE FROM decisions',
      'TRUNCATE decisions',
      `SET session_replication_role = replica; DELETE FROM decisions`,
    ]) {
      await expect(sql.query(statement), statement).rejects.toMatchObject({ code: '42501' });
      await sql.query('SET session_replication_role = origin');
    }
  });

  it('is exported, and the export verified with the public key alone', async () => {
    const { roster, keys } = await auditedRoster();
    for (let seq = 0; seq < 20; seq++) await roster.decisions.record(decision({ seq }));
    const { made } = await roster.audit.checkpoint();
    expect(made).toMatchObject([{ chains: 2 }]);
    const lines: string[] = [];
    const entries = await roster.audit.export({}, (line) => void lines.push(line));
    expect(await verifyLines(each(lines), { keys })).toMatchObject({
      ok: true,
      entries,
      chains: 2,
      checkpoints: 1,
    });
    expect(await verifyLines(each(lines.slice(0, -1)), { keys })).toMatchObject({ ok: false });
    expect((await verifyLines(each(lines), { keys: importVerifier([]) })).ok).toBe(false);
    for (const [index, line] of lines.entries()) {
      if (!line.includes('"kind":"entry"')) continue;
      const changed = lines.with(index, line.replace(/"action":"[a-z]/, '"action":"_'));
      const without = lines.toSpliced(index, 1);
      expect(await verifyLines(each(changed), { keys })).toMatchObject({ ok: false });
      expect(await verifyLines(each(without), { keys })).toMatchObject({ ok: false });
    }
  });

  it('is exported from a moment on, beginning where a signature begins', async () => {
    const { roster, keys } = await auditedRoster();
    for (let seq = 0; seq < 5; seq++) await roster.decisions.record(decision({ seq }));
    const [newest] = await roster.audit.list({ action: 'decision', limit: 1 });
    const lines: string[] = [];
    const entries = await roster.audit.export(
      { since: new Date(newest!.at) },
      (line) => void lines.push(line),
    );
    expect(entries).toBeGreaterThan(0);
    expect(await verifyLines(each(lines), { keys })).toMatchObject({ ok: true, entries });
  });

  it('is written alike by the database and by us', async () => {
    const { sql } = await auditedRoster();
    const key = fc.string({ unit: fc.constantFrom('a', 'b', 'Z', '_', '0'), maxLength: 5 });
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    const json = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        ...[fc.boolean(), fc.constant(null), fc.integer(), text],
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const { rows } = await sql.query<{ text: string }>('SELECT audit_canonical($1::jsonb) AS text', [
          JSON.stringify(value),
        ]);
        expect(rows[0]!.text).toBe(canonicalJson(value));
      }),
      { numRuns: 300 },
    );
  });
});
