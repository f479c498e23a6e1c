import type { Roster, RosterChange } from '@portero/roster';
import { waitUntil } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { keepTestServer, testInstallation, testRoster } from './support/fixtures.ts';
import { connectTo } from './support/servers.ts';

async function everythingSince(roster: Roster, seq: number): Promise<RosterChange[]> {
  return roster.changes.since(seq, 10_000);
}

/** Follows from now on, into an array. */
async function following(roster: Roster, batchSize?: number) {
  const afterSeq = await roster.changes.latestSeq();
  const seen: RosterChange[] = [];
  const stop = await roster.changes.follow({ afterSeq, batchSize }, (changes) => {
    seen.push(...changes);
  });
  return { afterSeq, seen, stop };
}

keepTestServer();

describe('the change feed', () => {
  it('names whose what has changed', async () => {
    const roster = await testRoster();
    const { persons, templates, cards, grants, places } = roster;
    const afterSeq = await roster.changes.latestSeq();
    const kinds = async () => (await everythingSince(roster, afterSeq)).map(({ kind }) => kind);
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    await templates.add({
      personId: ana.id,
      modelId: 'pixels',
      embedding: Float32Array.of(1),
      quality: 1,
      sourceHash: 'a',
    });
    await cards.assign({ personId: ana.id, token: '1' });
    await grants.grant({ personId: ana.id, place: 'hq/main' });
    await places.updateDoor('hq/main/lobby/front', { active: false });
    await persons.suspend(ana.id);
    expect(await kinds()).toEqual(['person', 'template', 'card', 'grant', 'place', 'person']);
    await persons.remove(ana.id);
    expect((await kinds()).slice(6).sort()).toEqual(['card', 'grant', 'person', 'template']);
    const changes = await everythingSince(roster, afterSeq);
    expect(new Set(changes.map(({ personId }) => personId))).toEqual(new Set([ana.id, undefined]));
  });

  it('tells both people when a card goes from one to the other', async () => {
    const roster = await testRoster();
    const ana = await roster.persons.add({ site: 'hq', displayName: 'Ana' });
    const bea = await roster.persons.add({ site: 'hq', displayName: 'Bea' });
    await roster.cards.assign({ personId: ana.id, token: '1' });
    await roster.cards.revoke('hq', '1');
    const seq = await roster.changes.latestSeq();
    await roster.cards.assign({ personId: bea.id, token: '1' });
    const changes = await everythingSince(roster, seq);
    expect(changes.map(({ personId }) => personId).sort()).toEqual([ana.id, bea.id].sort());
  });

  it('says nothing of a transaction that was rolled back', async () => {
    const roster = await testRoster();
    const seq = await roster.changes.latestSeq();
    const client = await connectTo(roster.databaseUrl);
    await client.query('BEGIN');
    await client.query(`UPDATE buildings SET time_zone = 'Europe/Paris'`);
    await client.query('ROLLBACK');
    expect(await everythingSince(roster, seq)).toEqual([]);
  });

  it('shows no number before all lower ones, though transactions overlap', async () => {
    const roster = await testRoster();
    const { afterSeq, seen, stop } = await following(roster, 7);
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let i = 0; i < 25; i++) await roster.persons.add({ site: 'hq', displayName: `${writer}-${i}` });
    });
    await Promise.all(writers);
    await waitUntil(() => seen.length >= 100, { what: '100 changes' });
    expect(seen).toEqual(await everythingSince(roster, afterSeq));
    await stop();
  });

  it('hands over every change once and in order, though its connections are cut', async () => {
    const { roster, reopen } = await testInstallation();
    const cutter = await connectTo(roster.databaseUrl);
    const { afterSeq, seen, stop } = await following(roster);
    const writer = await reopen({ poolSize: 1 });
    for (let i = 0; i < 30; i++) {
      await writer.persons.add({ site: 'hq', displayName: `person ${i}` });
      if (i % 10 === 5) {
        await cutter.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'portero listen'`,
        );
      }
    }
    await waitUntil(() => seen.length >= 30, { timeoutMs: 20_000, what: 'the changes made meanwhile' });
    expect(seen).toEqual(await everythingSince(roster, afterSeq));
    await stop();
  });

  it('gives a batch again whose handler has failed', async () => {
    const roster = await testRoster();
    const afterSeq = await roster.changes.latestSeq();
    const given: number[][] = [];
    const stop = await roster.changes.follow({ afterSeq }, (changes) => {
      given.push(changes.map(({ seq }) => seq));
      if (given.length === 1) throw new Error('not now');
    });
    await roster.persons.add({ site: 'hq', displayName: 'Ana' });
    await waitUntil(() => given.length === 2, { what: 'the batch to come again' });
    expect(given[1]).toEqual(given[0]);
    await stop();
  });

  it('wakes whoever listens at once and at each change, and no more after the end', async () => {
    const roster = await testRoster();
    let wakes = 0;
    const stop = await roster.changes.listen(() => {
      wakes++;
    });
    expect(wakes).toBe(1);
    await roster.persons.add({ site: 'hq', displayName: 'Ana' });
    await waitUntil(() => wakes === 2, { what: 'a wake-up' });
    await stop();
    await roster.persons.add({ site: 'hq', displayName: 'Bea' });
    expect(wakes).toBe(2);
  });
});
