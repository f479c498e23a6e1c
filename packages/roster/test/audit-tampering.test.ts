import { ROSTER_CHAIN } from '@portero/roster';
import { newId } from '@portero/runtime';
import fc from 'fast-check';
import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { type Audited, auditedRoster } from './support/audited.ts';
import { DOOR, decision, keepTestServer } from './support/fixtures.ts';
import {
  type Change,
  changeColumn,
  columnsOf,
  deleteRow,
  disarm,
  restore,
  rewriteChain,
  sealWithOwnKey,
  TABLES,
} from './support/tampering.ts';

keepTestServer();

const HOW = fc.constantFrom<Change>('other', 'nothing', 'impossible');

interface Scene extends Audited {
  /** Of decisions, and of acknowledgements. */
  chains: string[];
  copies: { jws: string; source: string }[];
}

/** A log with everything in it, intact, whose tables can be written to and restored. */
async function scene(): Promise<Scene> {
  const audited = await auditedRoster();
  const { roster, sql } = audited;
  const ada = await roster.persons.add({ site: 'hq', displayName: 'Ada' });
  await roster.grants.grant({ personId: ada.id, place: DOOR });
  const copies = (await roster.audit.checkpoint()).made;
  const made = Array.from({ length: 12 }, (_, seq) =>
    decision({
      seq,
      personId: ada.id,
      distanceL2: 0.5,
      secondDistanceL2: 0.75,
      thresholdL2: 0.6,
      marginL2: 0.1,
    }),
  );
  for (const each of made.slice(0, 4)) await roster.decisions.record(each);
  await Promise.all(made.slice(4).map((each) => roster.decisions.record(each)));
  for (const { requestId } of made.slice(0, 3)) {
    await roster.decisions.acknowledge(requestId, 'refused', 'expired', new Date());
  }
  await roster.persons.suspend(ada.id);
  copies.push(...(await roster.audit.checkpoint()).made);
  await disarm(sql);
  const { rows } = await sql.query<{ chain: string }>(
    'SELECT DISTINCT chain_id AS chain FROM audit_entries ORDER BY 1',
  );
  const chains = rows.map(({ chain }) => chain).filter((chain) => chain !== ROSTER_CHAIN);
  return { ...audited, chains, copies: copies.map(({ jws }) => ({ jws, source: 'a copy' })) };
}

async function firstKind({ verify, copies }: Scene): Promise<string | undefined> {
  return (await verify({ checkpoints: copies })).findings[0]?.kind;
}

const chainOf = async (sql: pg.Client, holds: string): Promise<string> => {
  const { rows } = await sql.query<{ chain: string }>(
    `SELECT chain_id AS chain FROM audit_entries WHERE seq = 1 AND entry LIKE '%"holds":"${holds}"%'`,
  );
  return rows[0]!.chain;
};

describe('somebody who owns the database', () => {
  it('changes any column of any row, and is found out', async () => {
    const staged = await scene();
    const { sql } = staged;
    expect(await firstKind(staged)).toBeUndefined();
    const columns = await columnsOf(sql);
    expect(columns.length).toBeGreaterThan(35);
    for (const column of columns) {
      await fc.assert(
        fc.asyncProperty(fc.nat(12), HOW, async (row, how) => {
          const changed = await changeColumn(sql, column, row, how);
          const kind = await firstKind(staged);
          expect(kind !== undefined, `${column.table}.${column.name} of row ${row}, ${how}`).toBe(
            changed > 0,
          );
          await restore(sql);
        }),
        { numRuns: 4, endOnFailure: true },
      );
    }
    expect(await firstKind(staged)).toBeUndefined();
  });

  it('deletes any row of any table, and is found out', async () => {
    const staged = await scene();
    const { sql } = staged;
    for (const table of TABLES) {
      const { rows } = await sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
      for (let row = 0; row < rows[0]!.n; row++) {
        expect(await deleteRow(sql, table, row)).toBe(1);
        expect(await firstKind(staged), `row ${row} of ${table}`).toBeTypeOf('string');
        await restore(sql);
      }
    }
  });

  it('rewrites a chain with the right numbers and hashes, and is found out', async () => {
    const staged = await scene();
    const { sql, chains } = staged;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(ROSTER_CHAIN, ...chains),
        fc.constantFrom('change', 'delete', 'swap', 'insert', 'append'),
        fc.nat(),
        fc.nat(),
        async (chain, how, first, second) => {
          await rewriteChain(sql, chain, (entries) => {
            const at = first % entries.length;
            const entry = entries[at]!;
            const forged = { ...entry, details: { ...(entry.details as object), forged: true } };
            const other = second % entries.length;
            if (how === 'change') return entries.with(at, forged);
            if (how === 'delete') return entries.toSpliced(at, 1);
            if (how === 'insert') return entries.toSpliced(at, 0, forged);
            if (how === 'append') return [...entries, forged];
            return other === at
              ? entries.with(at, forged)
              : entries.with(at, entries[other]!).with(other, entry);
          });
          expect(await firstKind(staged), `${how} ${first} ${second} in ${chain}`).toBeTypeOf('string');
          await restore(sql);
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('names the first entry that is wrong, and what is', async () => {
    const { sql, verify, tamper } = await auditedRoster();
    await tamper(`UPDATE audit_entries SET entry = replace(entry, 'hq', 'hr') WHERE seq = 2`);
    expect((await verify()).findings[0]).toMatchObject({
      ...{ kind: 'entry_changed', chain: ROSTER_CHAIN, seq: 2 },
    });
    await sql.query(`UPDATE audit_entries SET entry = replace(entry, 'hr', 'hq') WHERE seq = 2`);
    await sql.query(`DELETE FROM audit_entries WHERE seq = 3`);
    expect((await verify()).findings[0]).toMatchObject({ kind: 'entry_missing', seq: 3, toSeq: 3 });
  });

  it('cuts off an end with all that belongs to it, and is found out by a checkpoint that lies elsewhere', async () => {
    const staged = await scene();
    const { sql, verify, copies } = staged;
    const chain = await chainOf(sql, 'decisions');
    await sql.query('DELETE FROM audit_entries WHERE chain_id = $1 AND seq > 4', [chain]);
    await sql.query('DELETE FROM audit_seals WHERE chain_id = $1 AND to_seq > 4', [chain]);
    await sql.query(
      'DELETE FROM decisions WHERE id NOT IN (SELECT subject_id FROM audit_entries WHERE subject_id IS NOT NULL)',
    );
    const newest = 'SELECT id FROM audit_checkpoints ORDER BY id DESC LIMIT 1';
    await sql.query(`DELETE FROM audit_checkpoints WHERE id IN (${newest})`);
    expect(await verify()).toMatchObject({ ok: true });
    const found = await verify({ checkpoints: copies });
    expect(found.findings).toMatchObject([
      { kind: 'checkpoint_deleted' },
      { kind: 'chain_cut', chain, seq: 5 },
    ]);
  });

  it('empties everything, and is found out', async () => {
    const staged = await scene();
    for (const table of TABLES) await staged.sql.query(`TRUNCATE ${table}`);
    const kinds = (await staged.verify()).findings.map(({ kind }) => kind);
    expect(kinds[0]).toBe('log_missing');
    // The roster itself is still there, and nobody has logged any of it.
    expect(new Set(kinds.slice(1))).toEqual(new Set(['roster_changed']));
  });

  it('signs entries with a key of their own, and is found out', async () => {
    const staged = await scene();
    const { sql } = staged;
    await sealWithOwnKey(sql);
    expect(await firstKind(staged)).toBeTypeOf('string');
  });

  it('adds a decision to its table alone, and is found out', async () => {
    const staged = await scene();
    await staged.sql.query(
      `INSERT INTO decisions SELECT (jsonb_populate_record(d, jsonb_build_object('id', $1::text, 'request_id', $1::text))).*
       FROM decisions d LIMIT 1`,
      [newId()],
    );
    expect(await firstKind(staged)).toBe('decision_unlogged');
  });
});
