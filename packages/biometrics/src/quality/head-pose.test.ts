import { projectHead } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { headPose } from './head-pose.ts';

describe('the pose of a head', () => {
  it.each([
    [0, 0, 0],
    [30, 0, 0],
    [-30, 0, 0],
    [0, 20, 0],
    [0, -20, 0],
    [0, 0, 15],
    [25, -15, -40],
    [0, 0, 90],
    [-20, 10, 170],
  ])('is told from its landmarks: yaw %i, pitch %i, roll %i', (yaw, pitch, roll) => {
    const view = { yawDegrees: yaw, pitchDegrees: pitch, rollDegrees: roll, distanceMm: 3000 };
    const pose = headPose(projectHead(view));
    expect(Math.abs(pose.yawDegrees - yaw)).toBeLessThan(2);
    expect(Math.abs(pose.pitchDegrees - pitch)).toBeLessThan(2);
    expect(Math.abs(pose.rollDegrees - roll)).toBeLessThan(2);
  });

  it('hardly depends on how near the camera is, nor on how large the picture', () => {
    const near = headPose(projectHead({ yawDegrees: 20, distanceMm: 500 }));
    expect(near.yawDegrees).toBeGreaterThan(15);
    expect(near.yawDegrees).toBeLessThan(25);
    const points = projectHead({ yawDegrees: 20, distanceMm: 3000 });
    const small = points.map(({ x, y }) => ({ x: x / 10 + 5, y: y / 10 - 7 }));
    expect(headPose(small).yawDegrees).toBeCloseTo(headPose(points).yawDegrees);
  });

  it('is not made up', () => {
    expect(() => headPose([])).toThrow(/68/);
    const broken = projectHead();
    broken[30] = { x: Number.NaN, y: 0 };
    expect(() => headPose(broken)).toThrow(/not finite/);
  });
});
