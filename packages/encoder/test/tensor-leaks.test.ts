import { readFile } from 'node:fs/promises';
import { sampleImage } from '@portero/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createFrameAnalyser } from '../src/analysis/frame-analyser.ts';
import { selectEngine } from '../src/engines/select-engine.ts';
import { DEFAULT_MODELS_DIR, getModel } from '../src/index.ts';

const REQUEST = {
  maxFaces: 8,
  minFacePx: 24,
  encode: true,
  mirror: true,
  thorough: true,
  measure: true,
  pad: true,
  turn: 0,
} as const;

describe('tensors', () => {
  beforeAll(async () => {
    await selectEngine({ forced: 'wasm' });
  });

  test.each(['mobilefacenet-192', 'resnet-128', 'pixels'])('of %s are all freed', async (id) => {
    const before = tf.memory().numTensors;
    const analyser = await createFrameAnalyser({
      model: await getModel(id),
      modelsDir: DEFAULT_MODELS_DIR,
      engine: 'wasm',
      threads: 1,
    });
    await analyser.warmUp();
    const loaded = tf.memory().numTensors;
    const group = await readFile(sampleImage(1));
    expect((await analyser.analyse(group, REQUEST)).faces.length).toBeGreaterThan(0);
    await expect(analyser.analyse(group.subarray(0, 1000), REQUEST)).rejects.toThrow();
    // Nothing is found here, so that every detector looks.
    await analyser.analyse({ data: new Uint8Array(300), width: 10, height: 10, channels: 3 }, REQUEST);
    expect(tf.memory().numTensors).toBe(loaded);
    analyser.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
