import { syntheticPeople } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { fmrAt, heldOutCalibration, l2Distance, seededRandom } from '../index.ts';

const MODEL = { modelId: 'adapted', modelVersion: '1', source: 'made up' };
const calibrated = (people: number, seed: number) =>
  heldOutCalibration(syntheticPeople({ people, spread: 1, seed }), MODEL, {
    random: seededRandom(1),
    replicates: 200,
  });

describe('the calibration from held-out people', () => {
  it('is raised by more the fewer the people are, and never lowered', () => {
    const few = calibrated(20, 1);
    const many = calibrated(150, 1);
    expect(many.widenedBy).toBeGreaterThan(1);
    expect(few.widenedBy).toBeGreaterThan(many.widenedBy);
  });

  it('does not promise fewer false matches than other people have', () => {
    const others = syntheticPeople({ people: 300, templates: 1, spread: 1, seed: 99 });
    const distances = others.flatMap(({ templates: [one] }, index) =>
      others.slice(index + 1).map(({ templates: [other] }) => l2Distance(one!, other!)),
    );
    const counted = (d: number) => distances.filter((each) => each < d).length / distances.length;
    const kept = Array.from({ length: 20 }, (_, run) => calibrated(50, 10 + run).calibration).filter(
      (calibration) => fmrAt(calibration, 1) >= counted(1),
    );
    expect(counted(1)).toBeGreaterThan(1e-3);
    expect(kept.length).toBeGreaterThanOrEqual(18);
  });

  it('says how many comparisons it is of, and refuses too few', () => {
    expect(calibrated(20, 1).calibration).toMatchObject({
      modelId: 'adapted',
      nonMated: { comparisons: 1710 },
      mated: { comparisons: 60 },
    });
    expect(() => calibrated(5, 1)).toThrow(expect.objectContaining({ code: 'SCORES_INVALID' }));
  });
});
