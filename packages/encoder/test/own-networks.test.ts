import { describeWithOnnxRuntime } from '@portero/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { selectEngine } from '../src/engines/select-engine.ts';
import type { AddedNetworkOptions } from '../src/networks/added-network-options.ts';
import type { TemplateNetwork } from '../src/networks/embedding-network.ts';
import { loadGraphNetwork } from '../src/networks/graph-network.ts';
import { loadOnnxNetwork } from '../src/networks/onnx-network.ts';
import { loadOnnxRuntime, probeOnnxRuntime } from '../src/networks/onnx-runtime.ts';
import { type FlatModelOptions, flatGraph, flatOnnx, flatPlan } from './support/flat-models.ts';

type Load = (model: FlatModelOptions, options: AddedNetworkOptions) => Promise<TemplateNetwork>;

const SIDE = 8;
const NHWC = [SIDE, SIDE, 3] as const;
const NCHW = [3, SIDE, SIDE] as const;

beforeAll(async () => {
  await selectEngine({ forced: 'wasm' });
});
afterEach(() => expect(tf.memory().numTensors).toBe(0));

/** Faces whose every value is another. */
function faces(count: number): Float32Array {
  return Float32Array.from({ length: count * SIDE * SIDE * 3 }, (_, index) => (index * 37) % 256);
}

/** What the plan says, value by value, and of unit length. */
function expected(pixels: Float32Array, { plan }: AddedNetworkOptions): number[] {
  const { layout, reversed, mean, divisor } = plan;
  const length = SIDE * SIDE * 3;
  const rows = Array.from({ length: pixels.length / length }, (_, face) => {
    const row = Array.from({ length }, (_unused, index) => {
      const channel = layout === 'nhwc' ? index % 3 : Math.floor(index / (SIDE * SIDE));
      const pixel = layout === 'nhwc' ? Math.floor(index / 3) : index % (SIDE * SIDE);
      const rgb = reversed ? 2 - channel : channel;
      return (pixels[face * length + pixel * 3 + rgb]! - mean[channel]!) / divisor[channel]!;
    });
    const norm = Math.hypot(...row);
    return row.map((value) => value / norm);
  });
  return rows.flat();
}

function embed(network: TemplateNetwork, pixels: Float32Array): Promise<Float32Array> {
  return network.embed({ count: pixels.length / (SIDE * SIDE * 3), height: SIDE, width: SIDE, pixels });
}

function behavesAsItsManifestSays(load: Load): void {
  test.each([
    ['rows of RGB pixels', 'nhwc', false],
    ['rows of BGR pixels', 'nhwc', true],
    ['planes of red, green and blue', 'nchw', false],
    ['planes of blue, green and red', 'nchw', true],
  ] as const)('is fed %s, normalised by channel', async (_what, layout, reversed) => {
    const options = flatPlan(layout, reversed);
    const network = await load({ shape: ['n', ...(layout === 'nhwc' ? NHWC : NCHW)] }, options);
    const pixels = faces(2);
    const embedding = await embed(network, pixels);
    for (const [index, value] of expected(pixels, options).entries()) {
      expect(Math.abs(embedding[index]! - value)).toBeLessThan(1e-6);
    }
    network.dispose();
  });

  test.each([1, 2, 3])('that takes %i faces at once encodes any number of them', async (batchSize) => {
    const options = flatPlan('nchw', false);
    const network = await load({ shape: [batchSize, ...NCHW] }, options);
    for (const count of [1, 2, 5]) {
      const embedding = await embed(network, faces(count));
      expect(embedding).toHaveLength(count * 192);
      for (const [index, value] of expected(faces(count), options).entries()) {
        expect(Math.abs(embedding[index]! - value)).toBeLessThan(1e-6);
      }
    }
    network.dispose();
  });

  test('of another input than its manifest says is refused with both', async () => {
    const planes = flatPlan('nchw', false);
    await expect(load({ shape: ['n', ...NHWC] }, planes)).rejects.toMatchObject({
      code: 'MODEL_UNFIT',
      message: expect.stringMatching(/8, 8, 3\).*\(n, 3, 8, 8\)/),
    });
  });

  test('of another dimension than its manifest says is refused with both', async () => {
    const { id, plan } = flatPlan('nchw', false);
    const network = await load({ shape: ['n', ...NCHW] }, { id, plan: { ...plan, dimension: 128 } });
    await expect(embed(network, faces(1))).rejects.toThrow(/192 numbers, its manifest says 128/);
    network.dispose();
  });
}

describe('a graph model of TensorFlow.js', () => {
  behavesAsItsManifestSays(async (model, options) => loadGraphNetwork(flatGraph(model), options));

  test.each([
    ['layers model', { format: 'layers-model', modelTopology: {} }, /tensorflowjs_converter/],
    ['model with shards elsewhere', { modelTopology: { node: [] }, weightsManifest: outside() }, /beside/],
    ['file of something else', { compilerOptions: {} }, /not a graph model/],
  ])('a %s is refused', (_what, model, problem) => {
    const files = new Map([['model.json', Buffer.from(JSON.stringify(model))]]);
    expect(() => loadGraphNetwork(files, flatPlan('nhwc', false))).toThrow(problem);
  });
});

describeWithOnnxRuntime('an ONNX model', () => {
  behavesAsItsManifestSays((model, options) => loadOnnxNetwork(flatOnnx(model), options));

  test('with several outputs wants the embedding to be named', async () => {
    const { id, plan } = flatPlan('nchw', false);
    const model = flatOnnx({ shape: ['n', ...NCHW], twoOutputs: true });
    await expect(loadOnnxNetwork(model, { id, plan })).rejects.toThrow(/embedding, copy.*"output"/);
    await expect(loadOnnxNetwork(model, { id, plan: { ...plan, output: 'none' } })).rejects.toThrow(
      /not none/,
    );
    const network = await loadOnnxNetwork(model, { id, plan: { ...plan, output: 'embedding' } });
    expect(await embed(network, faces(1))).toHaveLength(192);
    network.dispose();
  });

  test('that is no ONNX is refused', async () => {
    const files = new Map([['model.onnx', Buffer.from('not an ONNX file')]]);
    await expect(loadOnnxNetwork(files, flatPlan('nchw', false))).rejects.toMatchObject({
      code: 'MODEL_UNFIT',
      message: expect.stringContaining('ONNX Runtime cannot load it'),
    });
  });

  test('has its runtime here', async () => {
    expect(await probeOnnxRuntime()).toEqual({ available: true, reason: 'works' });
  });
});

test('without the runtime ONNX models are refused with the command that installs it', async () => {
  const absent = '@portero/no-such-package';
  await expect(loadOnnxRuntime(absent)).rejects.toMatchObject({
    code: 'MODEL_RUNTIME_MISSING',
    message: expect.stringContaining('npm install onnxruntime-node'),
  });
  expect(await probeOnnxRuntime(absent)).toMatchObject({ available: false, fix: expect.any(String) });
});

function outside() {
  return [{ paths: ['../../secret.bin'], weights: [] }];
}
