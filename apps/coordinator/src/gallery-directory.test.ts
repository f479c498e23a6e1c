import type { Building, GalleryRow, Roster, RosterChange } from '@portero/roster';
import { RosterError } from '@portero/roster';
import { recordingLogger, waitUntil } from '@portero/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { GalleryDirectory } from './gallery-directory.ts';
import { builtInModelPolicies } from './model-policies.ts';

const MAIN = { id: 'b1', address: 'hq/main', pool: 'default' } as Building;
const ANNEX = { id: 'b2', address: 'hq/annex', pool: 'default' } as Building;
const row = (personId: string, ...values: number[]): GalleryRow => ({
  templateId: `${personId}-${values.join()}`,
  personId,
  embedding: Float32Array.from(values),
});
const changed = (kind: 'person' | 'template' | 'grant' | 'card', personId: string): RosterChange => ({
  seq: 1,
  kind,
  personId,
  at: new Date(),
});

let directory: GalleryDirectory;
afterEach(() => directory.stop());

function setUp() {
  const state = { buildings: [MAIN], rows: [row('ana', 1, 0), row('ben', 0, 1)], failures: 0, questions: 0 };
  const templates = {
    countForBuilding: async () => state.rows.length,
    async *streamForBuilding() {
      if (state.failures-- > 0) throw new RosterError('DATABASE_UNREACHABLE', 'away');
      yield* state.rows;
    },
    listForBuildingPerson: async (_building: string, _model: string, personId: string) => {
      state.questions++;
      return state.rows.filter((candidate) => candidate.personId === personId);
    },
  };
  const roster = { templates, places: { listBuildings: async () => state.buildings } };
  const { logger, records } = recordingLogger();
  const served: string[][] = [];
  directory = new GalleryDirectory(
    { policy: { ...builtInModelPolicies()[0]!, dimension: 2 }, pool: 'default', progressEvery: 1 },
    {
      roster: roster as unknown as Roster,
      serve: async (buildings) => void served.push(buildings.map(({ address }) => address)),
      logger,
    },
  );
  return { state, records, served };
}

const nearest = (...probe: number[]) =>
  directory.find('hq/main')?.search(Float32Array.from(probe), 1)[0]?.personId;

describe('GalleryDirectory', () => {
  it('hands out a gallery only when it is loaded, and says how far it is', async () => {
    const { records } = setUp();
    const loading = directory.load();
    expect(directory.find('hq/main')).toBeUndefined();
    await loading;
    expect(nearest(1, 0)).toBe('ana');
    expect(directory.summaries()).toMatchObject([{ building: 'hq/main', persons: 2, ready: true }]);
    expect(records).toContainEqual(expect.objectContaining({ msg: 'loading gallery', loaded: 1, total: 2 }));
  });

  it('loads in spite of a database that is away for a while', async () => {
    const { state } = setUp();
    state.failures = 2;
    await directory.load();
    expect(nearest(0, 1)).toBe('ben');
  });

  it('stops while it waits for the database', async () => {
    const { state, records } = setUp();
    state.failures = Number.POSITIVE_INFINITY;
    const loading = directory.load();
    await waitUntil(() => records.some(({ msg }) => msg === 'a gallery could not be loaded yet'));
    await directory.stop();
    await expect(loading).rejects.toThrow();
  });

  it('leaves out a template of another dimension, not the whole building', async () => {
    const { state, records } = setUp();
    state.rows.push(row('eve', 1, 2, 3));
    await directory.load();
    expect(directory.summaries()).toMatchObject([{ persons: 2, leftOut: 1 }]);
    expect(records).toContainEqual(
      expect.objectContaining({ msg: expect.stringContaining('left out'), expected: 2, found: 3 }),
    );
  });

  it('leaves out a template that cannot be read, counts it, and takes it in again when it can', async () => {
    const { state } = setUp();
    const damaged: GalleryRow = { templateId: 'eve-1', personId: 'eve', unreadable: 'template_damaged' };
    state.rows.push(damaged, row('eve', -1, 0));
    await directory.load();
    expect(directory.summaries()).toMatchObject([{ persons: 3, leftOut: 1 }]);
    expect(nearest(-1, 0)).toBe('eve');
    state.rows = [row('ana', 1, 0), damaged];
    await directory.apply([changed('template', 'eve')]);
    expect(directory.summaries()).toMatchObject([{ persons: 2, leftOut: 1 }]);
    expect(nearest(-1, 0)).not.toBe('eve');
    state.rows = [row('eve', -1, 0)];
    await directory.apply([changed('template', 'eve')]);
    expect(directory.summaries()).toMatchObject([{ persons: 3, leftOut: 0 }]);
  });

  it('reads again who changed, each person once, and no one whose card changed', async () => {
    const { state } = setUp();
    await directory.load();
    state.rows = [row('ben', 1, 0)];
    await directory.apply([
      changed('template', 'ben'),
      changed('grant', 'ben'),
      changed('person', 'ana'),
      changed('card', 'cleo'),
    ]);
    expect(state.questions).toBe(2);
    expect(nearest(1, 0)).toBe('ben');
    expect(directory.summaries()).toMatchObject([{ persons: 1 }]);
  });

  it('derives the threshold again as a gallery grows, and says so', async () => {
    const { state, records } = setUp();
    const door = { site: 'hq', building: 'main' };
    expect(directory.thresholds(door)).toBeUndefined();
    await directory.load();
    const few = directory.thresholds(door)!;
    expect(few.limitedBy).toBe('pair-threshold');
    state.rows = Array.from({ length: 2000 }, (_, index) => row(`p${index}`, 1, index));
    await directory.apply(state.rows.map(({ personId }) => changed('template', personId)));
    const many = directory.thresholds(door)!;
    expect(many.thresholdL2).toBeLessThan(few.thresholdL2);
    expect(directory.summaries()).toMatchObject([{ thresholdL2: many.thresholdL2, marginL2: many.marginL2 }]);
    const said = records.filter(({ msg }) => msg === 'threshold in force');
    expect(said).toMatchObject([
      { building: 'hq/main', thresholdL2: few.thresholdL2, persons: 2, targetFpir: 0.003 },
      { building: 'hq/main', thresholdL2: many.thresholdL2, persons: 2002 },
    ]);
  });

  it('takes up a new target of the building; a door may only ask for more', async () => {
    const { state } = setUp();
    state.rows = Array.from({ length: 900 }, (_, index) => row(`p${index}`, 1, index));
    await directory.load();
    const at = (targetFpir?: number) =>
      directory.thresholds({ site: 'hq', building: 'main', ...(targetFpir && { targetFpir }) })!.thresholdL2;
    expect(at(0.001)).toBeLessThan(at());
    expect(at(0.1)).toBe(at());
    const before = at();
    state.buildings = [{ ...MAIN, targetFpir: 0.0001 }];
    await directory.apply([{ seq: 2, kind: 'place', at: new Date() }]);
    expect(at()).toBeLessThan(before);
    expect(at(0.001)).toBe(at());
  });

  it('loads a building that is new', async () => {
    const { state } = setUp();
    await directory.load();
    state.buildings = [MAIN, ANNEX];
    await directory.apply([{ seq: 2, kind: 'place', at: new Date() }]);
    expect(directory.find('hq/annex')?.size).toBe(2);
  });

  it('serves the buildings of its pool, and gives up one that goes to another', async () => {
    const { state, served } = setUp();
    state.buildings = [MAIN, { ...ANNEX, pool: 'north' }];
    await directory.load();
    expect(directory.find('hq/annex')).toBeUndefined();
    state.buildings = [{ ...MAIN, pool: 'north' }, ANNEX];
    await directory.apply([{ seq: 2, kind: 'place', at: new Date() }]);
    expect(directory.summaries()).toMatchObject([{ building: 'hq/annex', ready: true }]);
    expect(directory.find('hq/main')).toBeUndefined();
    expect(served).toEqual([['hq/main'], ['hq/annex']]);
  });
});
