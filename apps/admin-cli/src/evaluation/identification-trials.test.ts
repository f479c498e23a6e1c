import { identificationReport } from '@portero/biometrics';
import { silentLogger } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { parseGroups } from './group-file.ts';
import { identificationTrials } from './identification-trials.ts';
import { splitPeople } from './people-split.ts';

const OPTIONS = { dimension: 2, highestFpir: 0.5 };

function faceAt(angle: number) {
  const embedding = Float32Array.from([Math.cos(angle), Math.sin(angle)]);
  return { box: { x: 0, y: 0, width: 1, height: 1 }, embedding };
}

describe('the split of people', () => {
  it('enrols the first pictures, searches with the others, and takes one of everybody else', () => {
    const people = [
      { name: 'ana', photos: ['a1', 'a2', 'a3', 'a4'] },
      { name: 'ben', photos: ['b1', 'b2'] },
      { name: 'cleo', photos: ['c1', 'c2', 'c3'] },
      { name: 'dan', photos: [] },
    ];
    expect(splitPeople(people, { enrol: 2, minImages: 3 })).toEqual({
      enrolled: [
        { name: 'ana', enrol: ['a1', 'a2'], probes: ['a3', 'a4'] },
        { name: 'cleo', enrol: ['c1', 'c2'], probes: ['c3'] },
      ],
      strangers: [{ name: 'ben', probe: 'b1' }],
    });
  });
});

describe('the trials', () => {
  const split = {
    enrolled: [
      { name: 'ana', enrol: ['a1', 'a2'], probes: ['a3'] },
      { name: 'ben', enrol: ['b1'], probes: ['b2', 'unseen'] },
      { name: 'eve', enrol: ['unseen too'], probes: ['e2'] },
    ],
    strangers: [
      { name: 'cleo', probe: 'c1' },
      { name: 'dan', probe: 'd1' },
    ],
  };
  const angles = { a1: 0, a2: 0.2, a3: 0.25, b1: 1, b2: 0.9, e2: 2, c1: 0.5, d1: 3 };
  const faces = new Map(Object.entries(angles).map(([path, angle]) => [path, faceAt(angle)]));
  const trials = identificationTrials(split, faces, { options: OPTIONS, logger: silentLogger() });

  it('compare with what the pictures of each person have in common, nearest person first', () => {
    expect(trials).toMatchObject({ enrolled: 2, templates: 3 });
    expect(trials.mated[0]).toMatchObject({ probeId: 'a3', personId: 'ana' });
    expect(trials.mated[0]!.candidates.map(({ personId }) => personId)).toEqual(['ana', 'ben']);
    expect(trials.mated[0]!.ownDistanceL2).toBeCloseTo(2 * Math.sin((0.25 - 0.1) / 2), 6);
  });

  it('count a picture without a face, and a person without a template, as misses', () => {
    const report = identificationReport(trials, { targetFpirs: [0.5], galleryPeople: [1, 2] });
    expect(report.mated).toBe(4);
    expect(report.failuresToAcquire).toEqual({ mated: 1, strangers: 0 });
    expect(report.operatingPoints[0]!.fnir).toMatchObject({ count: 2, trials: 4 });
  });

  it('list as many people for a stranger as any threshold may name', () => {
    const crowd = Array.from({ length: 60 }, (_, index) => ({
      name: `p${String(index).padStart(2, '0')}`,
      enrol: [`e${index}`],
      probes: [`q${index}`],
    }));
    const at = new Map(
      crowd.flatMap(({ enrol, probes }, index) => [
        [enrol[0]!, faceAt(index / 500)],
        [probes[0]!, faceAt(index / 500)],
      ]),
    );
    const strangers = Array.from({ length: 9 }, (_, index) => ({ name: `s${index}`, probe: `s${index}` }));
    for (const [index, { probe }] of strangers.entries()) at.set(probe, faceAt(0.05 + index / 5));
    const crowded = identificationTrials({ enrolled: crowd, strangers }, at, {
      options: OPTIONS,
      logger: silentLogger(),
    });
    expect(() => identificationReport(crowded, { targetFpirs: [0.5] })).not.toThrow();
  });
});

describe('a table of groups', () => {
  it('divides people in as many ways as it has columns', () => {
    const [age, site] = parseGroups('person,age,site\nAda,30-39,hq\nBen,,lab\r\n\n', 'g.csv');
    expect(age).toEqual({ title: 'age', groups: new Map([['Ada', '30-39']]) });
    expect(site!.groups).toEqual(
      new Map([
        ['Ada', 'hq'],
        ['Ben', 'lab'],
      ]),
    );
  });

  it.each([
    ['', /first line/],
    ['person,', /first line/],
    ['person,age\nAda', /line 2/],
    ['person,age\n,30', /line 2/],
  ])('is refused as %j', (text, message) => {
    expect(() => parseGroups(text, 'g.csv')).toThrow(message);
  });
});
