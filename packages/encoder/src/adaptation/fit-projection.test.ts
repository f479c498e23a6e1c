import {
  compareSystems,
  type Enrolled,
  identityProjection,
  projectPeople,
  seededRandom,
  semiHardTriplets,
  splitForAdaptation,
} from '@portero/biometrics';
import { syntheticPeople } from '@portero/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectEngine } from '../engines/select-engine.ts';
import { fitProjection } from './fit-projection.ts';
import { createProjectionTrainer } from './projection-trainer.ts';

const DIMENSION = 32;
const OPTIONS = { dimension: DIMENSION, seed: 1, validationFmr: 1e-2, epochs: 30 };

/** What light and a tilted camera do: four directions that say nothing of a person. */
const withNuisance = syntheticPeople({ people: 160, spread: 0.6, nuisance: 0.4, seed: 5 });
/** Noise alike in every direction: there is nothing to suppress. */
const isotropic = syntheticPeople({ people: 160, spread: 1.1, seed: 6 });

async function adapted(people: readonly Enrolled[]) {
  const split = splitForAdaptation(people);
  const fitted = await fitProjection(split, OPTIONS);
  const comparison = compareSystems(split.heldOut, projectPeople(fitted.projection, split.heldOut), {
    targetFmr: 1e-3,
    replicates: 500,
    random: seededRandom(1),
  });
  return { fitted, comparison };
}

describe('fitting a projection', () => {
  beforeAll(async () => {
    await selectEngine({ forced: 'wasm' });
  });

  it('lowers the loss of the same triplets with every step', async () => {
    const samples = withNuisance
      .slice(0, 60)
      .flatMap(({ id, templates }) => templates.map((embedding) => ({ personId: id, embedding })));
    const triplets = semiHardTriplets(samples);
    expect(triplets.length).toBeGreaterThan(50);
    const trainer = createProjectionTrainer({
      ...{ dimension: DIMENSION, learningRate: 0.01, decay: 0, alpha: 0.2 },
    });
    const losses: number[] = [];
    for (let step = 0; step < 8; step++) losses.push(await trainer.step(samples, triplets));
    trainer.dispose();
    for (const [index, loss] of losses.slice(1).entries()) expect(loss).toBeLessThan(losses[index]!);
  });

  it('helps people whom it has not seen where there is a nuisance to suppress', async () => {
    const { fitted, comparison } = await adapted(withNuisance);
    expect(fitted.bestEpoch).toBeGreaterThan(0);
    expect(comparison.improved).toBe(true);
    expect(comparison.difference.value).toBeGreaterThan(0.05);
  });

  it('is no improvement where every direction is as good as any other', async () => {
    const { comparison } = await adapted(isotropic);
    expect(comparison.improved).toBe(false);
  });

  it('is the same for the same seed, and goes through the people in another order for another', async () => {
    const split = splitForAdaptation(withNuisance);
    const fitted = (seed: number) => fitProjection(split, { ...OPTIONS, epochs: 2, seed });
    const [first, again, other] = [await fitted(1), await fitted(1), await fitted(2)];
    expect(again.projection.matrix).toEqual(first.projection.matrix);
    expect(other.projection.matrix).not.toEqual(first.projection.matrix);
  });

  it('gives the identity when no pass was better, and leaves no tensor behind, also when it is stopped', async () => {
    const split = splitForAdaptation(isotropic);
    const before = tf.memory().numTensors;
    const none = await fitProjection(split, { ...OPTIONS, epochs: 1, patience: 0 });
    expect(none.bestEpoch).toBe(0);
    expect(none.projection).toEqual(identityProjection(DIMENSION));
    const stop = new AbortController();
    const stopped = fitProjection(split, {
      ...OPTIONS,
      signal: stop.signal,
      onEpoch: () => stop.abort(),
    });
    await expect(stopped).rejects.toThrow(/abort/i);
    expect(tf.memory().numTensors).toBe(before);
  });
});
