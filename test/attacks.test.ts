import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAMILIES } from '../bench/attacks/all-attacks.ts';
import { type AttackReport, runAttacks } from '../bench/attacks/run-attacks.ts';
import { type Scene, startScene } from '../bench/attacks/scene/scene.ts';

let scene: Scene;
let report: AttackReport;
beforeAll(async () => {
  scene = await startScene();
  report = await runAttacks(scene, FAMILIES);
}, 400_000);
afterAll(() => scene?.stop());

it('refuses every attack of the table, for the reason that it should', () => {
  expect(report.attacks.filter(({ refused }) => !refused)).toEqual([]);
  expect(report.tried).toBe(report.refused);
  expect(report.tried).toBeGreaterThanOrEqual(40);
});

it('goes on doing for those who may what the attackers were refused', () => {
  expect(report.controls.length).toBeGreaterThanOrEqual(10);
  expect(report.controls.filter(({ held }) => !held)).toEqual([]);
});

it('has an attack of each kind of adversary, each under a name of its own', () => {
  const ids = report.attacks.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(report.attacks.map(({ adversary }) => adversary)).size).toBeGreaterThanOrEqual(7);
});
