import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openRoster, type Roster } from '@portero/roster';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import {
  describeWithData,
  makeFolder,
  recordingLogger,
  type SyntheticPerson,
  syntheticPeople,
} from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdaptResult } from '../src/commands/adapt.ts';
import { json, portero, type Ran } from './run-portero.ts';

const BASE = 'mobilefacenet-192';
const ID = `${BASE}-adapted-1`;
const dataDir = makeFolder();
/** The machine may be busy; each of these trains with the real program. */
const PATIENCE_MS = 300_000;
let database: TestDatabase;
let roster: Roster;

beforeAll(async () => {
  database = await createTestDatabase();
  const { databaseUrl } = database;
  roster = await openRoster({ dataDir, databaseUrl }, { logger: recordingLogger().logger });
  await roster.places.ensureBuilding('hq/main');
}, PATIENCE_MS);
afterAll(async () => {
  await roster.stop();
  await database.drop();
});

async function enrol(people: readonly SyntheticPerson[]): Promise<void> {
  for (const { id, templates } of people) {
    const person = await roster.persons.add({ site: 'hq', displayName: id });
    for (const [index, embedding] of templates.entries()) {
      const sourceHash = `${id}-${index}`;
      await roster.templates.add({ personId: person.id, modelId: BASE, embedding, quality: 1, sourceHash });
    }
  }
}

const run = (...args: string[]): Promise<Ran> =>
  portero([...args, '--data', dataDir, '--engine', 'wasm'], { DATABASE_URL: database.databaseUrl });
const adapt = (...args: string[]) => run('adapt', ...args, '--json');

/** Four of 192 directions say nothing of a person, and stray widely. */
const people = syntheticPeople({
  ...{ people: 110, templates: 2, dimension: 192, spread: 0.6, nuisance: 0.4, seed: 11 },
});

describe('portero adapt', { timeout: PATIENCE_MS }, () => {
  it('refuses to learn from a handful, and says how many it takes', async () => {
    await enrol(people.slice(0, 20));
    const ran = await run('adapt');
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/100 people or more who have two templates each, and 20 have/);
    expect(existsSync(join(dataDir, 'models'))).toBe(false);
  });

  it('writes nothing on a dry run', async () => {
    await enrol(people.slice(20));
    const ran = await adapt('--epochs', '2', '--dry-run');
    expect(ran.code).toBe(0);
    expect(json<AdaptResult>(ran)).toMatchObject({ heldOut: { people: 55, templates: 110 } });
    expect(existsSync(join(dataDir, 'models'))).toBe(false);
  });

  it('keeps what helps people whom it has not seen, with a calibration from them', async () => {
    const ran = await adapt('--epochs', '12');
    expect(ran.code).toBe(0);
    const result = json<AdaptResult>(ran);
    expect(result).toMatchObject({
      kept: true,
      base: { id: BASE },
      comparison: { people: 55, mated: 55, improved: true },
      model: { modelId: ID, comparisons: { mated: 55, nonMated: 5940 } },
    });
    expect(result.comparison.difference.interval.lower).toBeGreaterThan(0);
    expect(result.model!.widenedBy).toBeGreaterThan(1);
    const manifest = JSON.parse(readFileSync(join(dataDir, 'models', ID, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      format: 'projection',
      base: { id: BASE },
      adaptation: { bestEpoch: result.bestEpoch, decision: { difference: result.comparison.difference } },
    });
    const { models } = json<{ models: { id: string }[] }>(await run('model', 'list', '--json'));
    expect(models.map(({ id }) => id)).toContain(ID);
    expect((await adapt('--id', ID)).stderr).toMatch(/there is a model/);
    expect(await adapt('--id', '../X')).toMatchObject({ code: 2 });
  });

  it('is taken into use and given up again beside the templates that were there', async () => {
    const [person] = await roster.persons.list();
    const base = await roster.templates.listForPerson(person!.id, BASE);
    expect(await roster.templates.listForPerson(person!.id, ID)).toEqual([]);

    const applied = json(await run('adapt', 'apply', ID, '--json'));
    expect(applied).toEqual({ modelId: ID, baseId: BASE, people: 110, added: 220, present: 0 });
    const again = json(await run('adapt', 'apply', ID, '--json'));
    expect(again).toMatchObject({ added: 0, present: 220 });
    const projected = await roster.templates.listForPerson(person!.id, ID);
    expect(projected.map(({ sourceHash }) => sourceHash)).toEqual(base.map(({ sourceHash }) => sourceHash));
    expect(projected[0]!.embedding).not.toEqual(base[0]!.embedding);

    const late = await roster.persons.add({ site: 'hq', displayName: 'Late' });
    const [face] = people[0]!.templates;
    await roster.templates.add({
      ...{ personId: late.id, modelId: ID, embedding: face!, quality: 1, sourceHash: 'late' },
    });
    const refused = await run('adapt', 'discard', ID);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/Late would be known to no door any more/);

    const discarded = json(await run('adapt', 'discard', ID, '--force', '--json'));
    expect(discarded).toEqual({ modelId: ID, baseId: BASE, templates: 221, people: 111 });
    expect(await roster.templates.listForPerson(person!.id)).toEqual(base);
    expect(existsSync(join(dataDir, 'models', ID))).toBe(false);
    expect(existsSync(join(dataDir, 'calibrations', `${ID}.json`))).toBe(false);
    expect((await run('adapt', 'apply', ID)).code).toBe(3);
  });
});

describe('portero adapt where there is nothing to learn', { timeout: PATIENCE_MS }, () => {
  it('keeps nothing, says by how much, and ends with 0', async () => {
    for (const { id } of await roster.persons.list()) await roster.persons.remove(id);
    await enrol(syntheticPeople({ people: 100, templates: 2, dimension: 192, spread: 1.6, seed: 12 }));
    const ran = await run('adapt', '--epochs', '3');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/epoch 1: \d+ triplets, loss 0\.\d+; validation TAR/);
    expect(ran.stdout).toMatch(/not kept: TAR .* difference .* not beyond the interval/);
    expect(existsSync(join(dataDir, 'models', ID))).toBe(false);
  });
});

describeWithData('portero adapt on pictures of real people', (data) => {
  it('judges a projection by people of whom it has seen no picture', { timeout: PATIENCE_MS }, async () => {
    const source = join(data, 'lfw-view1', 'images');
    const images = join(makeFolder(), 'site');
    const several = readdirSync(source).filter((name) => readdirSync(join(source, name)).length >= 2);
    for (const name of several.slice(0, 104)) {
      mkdirSync(join(images, name), { recursive: true });
      for (const file of readdirSync(join(source, name)).slice(0, 2)) {
        symlinkSync(join(source, name, file), join(images, name, file));
      }
    }
    const ran = await adapt('--images', images, '--epochs', '3', '--dry-run');
    const { comparison, heldOut, kept, epochs } = json<AdaptResult>(ran);
    expect(heldOut.people).toBe(52);
    expect(comparison).toMatchObject({ people: 52, mated: 52, targetFmr: 1e-3 });
    expect(comparison.before.value).toBeGreaterThan(0.9);
    expect(kept).toBe(comparison.difference.interval.lower > 0);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  });
});
