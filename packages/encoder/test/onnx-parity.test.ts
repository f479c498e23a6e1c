import { readFile } from 'node:fs/promises';
import { l2Distance } from '@portero/biometrics';
import { describeWithOnnxRuntime, sampleImage, temporaryFolder } from '@portero/testkit';
import { beforeAll, expect, test } from 'vitest';
import { parseEngineName } from '../src/engines/engine-name.ts';
import { networkLoader } from '../src/engines/load-pixel-network.ts';
import { selectEngine } from '../src/engines/select-engine.ts';
import { decodeImage } from '../src/image/decode-image.ts';
import { drawSquare, squareAroundBox, squareAroundFrame } from '../src/image/square-crop.ts';
import { loadOnnxRuntime } from '../src/networks/onnx-runtime.ts';
import { ONE_THREAD, sessionOptions } from '../src/networks/onnx-session.ts';
import { NETWORK_NAMES, type NetworkName, type PixelBatch, rowsOf } from '../src/networks/pixel-network.ts';
import { convertNetwork } from '../src/onnx/network-graphs.ts';
import { importNoise } from './support/imported-noise.ts';
import { facesOfSample } from './support/sample-faces.ts';

/** What the same network may differ by on another engine, in units of its largest output where that exceeds one. */
const PARITY = 1e-4;

const SIZES: Readonly<Record<NetworkName, readonly number[]>> = {
  // Both sides that it is used with: the pooling of odd maps differs.
  'tiny-face': [224, 192],
  'ssd-face': [512],
  landmarks: [112],
  'mobilefacenet-192': [112],
  'resnet-128': [150],
  'nn4-small2': [96],
};

/** The faces of sample1, of which networks that take several pictures are shown two. */
const FACES = [
  { x: 412, y: 354, width: 179, height: 239 },
  { x: 1480, y: 150, width: 220, height: 290 },
];

/** `PORTERO_PARITY_ENGINES=onnx-cuda,onnx-webgpu` compares what a machine with a GPU has. */
const ENGINES = (process.env.PORTERO_PARITY_ENGINES ?? 'onnx').split(',').map(parseEngineName);
const ON_EACH = ENGINES.flatMap((engine) => NETWORK_NAMES.map((name) => ({ engine, name })));

describeWithOnnxRuntime('a network that ships, on ONNX Runtime', () => {
  let frame: Awaited<ReturnType<typeof decodeImage>>;
  let modelsDir: string;

  beforeAll(async () => {
    await selectEngine({ forced: 'wasm' });
    frame = await decodeImage(await readFile(sampleImage(1)));
    modelsDir = temporaryFolder();
    await importNoise(modelsDir);
  });

  function shown(name: NetworkName, size: number): PixelBatch {
    const squares =
      name === 'tiny-face' || name === 'ssd-face'
        ? [squareAroundFrame(frame)]
        : FACES.map((face) => squareAroundBox(frame, face)!);
    const pixels = new Float32Array(squares.length * size * size * 3);
    for (const [index, square] of squares.entries()) {
      drawSquare(pixels, index * size * size * 3, size, frame, square);
    }
    return { count: squares.length, height: size, width: size, pixels };
  }

  test.each(ON_EACH)('$name gives on $engine what it gives on TensorFlow.js', async ({ engine, name }) => {
    const place = { threads: 1, modelsDir };
    const onTensors = await (await networkLoader({ ...place, engine: 'wasm' }))(name);
    const onOnnx = await (await networkLoader({ ...place, engine }))(name);
    for (const size of SIZES[name]) {
      const batch = shown(name, size);
      const [expected, actual] = [await onTensors.run(batch), await onOnnx.run(batch)];
      expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
      for (const [output, values] of expected.entries()) {
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const difference = values.reduce(
          (most, value, index) => Math.max(most, Math.abs(value - actual[output]![index]!)),
          0,
        );
        expect(largest).toBeGreaterThan(0.1);
        expect(difference / Math.max(1, largest)).toBeLessThan(PARITY);
      }
    }
    onTensors.dispose();
    onOnnx.dispose();
  });

  test('mobilefacenet-192 as it is written for CUDA gives what it gives on TensorFlow.js', async () => {
    const onTensors = await (await networkLoader({ engine: 'wasm', threads: 1, modelsDir }))(
      'mobilefacenet-192',
    );
    const batch = shown('mobilefacenet-192', 112);
    const [expected] = await onTensors.run(batch);
    onTensors.dispose();
    const { InferenceSession, Tensor } = await loadOnnxRuntime();
    const graph = await convertNetwork('mobilefacenet-192', { modelsDir, preluForm: 'operator' });
    const session = await InferenceSession.create(graph, sessionOptions(ONE_THREAD, { mayUseCpu: true }));
    const pixels = new Tensor('float32', batch.pixels, [batch.count, 112, 112, 3]);
    const { embedding } = await session.run({ pixels });
    await session.release();
    for (const [row, values] of rowsOf(embedding!.data as Float32Array, batch.count).entries()) {
      expect(l2Distance(values, rowsOf(expected!, batch.count)[row]!)).toBeLessThan(PARITY);
    }
  });

  test('its makers are not told: the threads of a pool turn that off for the process', async () => {
    delete process.env.ORT_DISABLE_TELEMETRY;
    await facesOfSample('mobilefacenet-192', { modelsDir, engine: 'onnx' });
    expect(process.env.ORT_DISABLE_TELEMETRY).toBe('1');
  });

  test.each(ENGINES)(
    'the pipeline finds and encodes the faces of a photograph on %s as on TensorFlow.js',
    async (engine) => {
      const expected = await facesOfSample('mobilefacenet-192', { modelsDir, engine: 'wasm' });
      const actual = await facesOfSample('mobilefacenet-192', { modelsDir, engine });
      expect(expected).toHaveLength(3);
      expect(actual).toHaveLength(3);
      for (const [index, { embedding, box }] of expected.entries()) {
        expect(l2Distance(actual[index]!.embedding, embedding)).toBeLessThan(PARITY);
        expect(Math.abs(actual[index]!.box.width - box.width)).toBeLessThan(0.01);
      }
    },
  );
});
