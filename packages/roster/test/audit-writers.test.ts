import { openRoster } from '@portero/roster';
import { newId, silentLogger } from '@portero/runtime';
import { waitUntil } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { auditedRoster } from './support/audited.ts';
import { decision, keepTestServer } from './support/fixtures.ts';
import { RosterProcess } from './support/roster-process.ts';

keepTestServer();

describe('writers to the audit log', () => {
  it('leave no gap and no fork, several processes at once, also when they are killed', async () => {
    const { databaseUrl, dataDir, signingKey, roster, verify } = await auditedRoster();
    const processes = Array.from(
      { length: 3 },
      () =>
        new RosterProcess({
          action: 'record-and-act',
          options: { databaseUrl, dataDir, poolSize: 4 },
          signingKey,
        }),
    );
    await waitUntil(() => processes.every(({ lines }) => lines.length >= 60), {
      timeoutMs: 60_000,
      what: 'each process to have written',
    });
    // In the middle of whatever they are doing.
    await Promise.all(processes.map((each) => each.kill()));
    const found = await verify();
    expect(found).toMatchObject({ ok: true, unsealed: 0, findings: [], chains: 1 + processes.length });
    const made = await roster.audit.list({ action: 'decision.made', limit: 1000 });
    const requests = new Set(made.map(({ details }) => details.requestId));
    const said = processes.flatMap(({ lines }) => lines.flatMap(({ requestId }) => requestId ?? []));
    expect(said.length).toBeGreaterThan(30);
    expect(said.filter((requestId) => !requests.has(String(requestId)))).toEqual([]);
  });

  it('record duplicates of one another once, each in a chain of its own', async () => {
    const { databaseUrl, dataDir, roster, verify } = await auditedRoster();
    const other = await openRoster({ databaseUrl, dataDir, poolSize: 2 }, { logger: silentLogger() });
    const decisions = Array.from({ length: 40 }, (_, seq) => decision({ seq }));
    const results = await Promise.all(
      decisions.flatMap((each) => [
        roster.decisions.record({ ...each, id: newId() }),
        other.decisions.record({ ...each, id: newId() }),
      ]),
    );
    await other.stop();
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(40);
    for (let index = 0; index < results.length; index += 2) {
      expect(results[index]!.recorded).toEqual(results[index + 1]!.recorded);
    }
    const { findings } = await verify();
    expect(findings.filter(({ kind }) => kind !== 'entry_unsealed')).toEqual([]);
  });

  it('go on in another chain when somebody has written to theirs', async () => {
    const { roster, sql, verify } = await auditedRoster();
    await roster.decisions.record(decision());
    await sql.query(
      `INSERT INTO audit_entries (chain_id, seq, at, action, entry, hash)
       SELECT chain_id, 3, at, 'decision.made', entry, hash FROM audit_entries WHERE action = 'decision.made'`,
    );
    const { duplicate } = await roster.decisions.record(decision());
    expect(duplicate).toBe(false);
    const found = await verify();
    expect(found.findings[0]).toMatchObject({ kind: 'entry_unreadable', seq: 3 });
    expect(await roster.audit.list({ action: 'decision.made' })).toHaveLength(2);
  });

  it('fail one decision of a group, and not the others', async () => {
    const { roster, verify } = await auditedRoster();
    const first = decision({ id: newId() });
    await roster.decisions.record(first);
    const group = [decision(), decision({ id: first.id! }), decision(), { ...first, id: newId() }];
    const results = await Promise.allSettled(group.map((each) => roster.decisions.record(each)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[3]).toMatchObject({ value: { duplicate: true, recorded: { id: first.id } } });
    expect(await verify()).toMatchObject({ ok: true });
  });

  it('make chains of thousands that are walked in pages and can be left at any time', async () => {
    const { roster, keys, verify } = await auditedRoster();
    const decisions = Array.from({ length: 3000 }, (_, seq) => decision({ seq }));
    await Promise.all(decisions.map((each) => roster.decisions.record(each)));
    await roster.audit.checkpoint();
    expect(await verify()).toMatchObject({ ok: true, entries: 3006, chains: 2, checkpoints: 1 });
    const leaving = new AbortController();
    const seen: number[] = [];
    const left = roster.audit.verify({
      keys,
      signal: leaving.signal,
      onProgress(done, total) {
        seen.push(done);
        expect(total).toBe(3006);
        leaving.abort();
      },
    });
    await expect(left).rejects.toThrow(/abort/i);
    expect(seen).toEqual([500]);
    expect(await roster.audit.verify({ keys, fromSeq: 2900 })).toMatchObject({ ok: true, entries: 102 });
  });
});
