import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ARCFACE_112, fivePointsFrom68, l2Distance, l2Normalise } from '@portero/biometrics';
import { describeWithData } from '@portero/testkit';
import { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLandmarkFinder, type LandmarkFinder } from '../src/detection/landmark-finder.ts';
import { selectEngine } from '../src/engines/select-engine.ts';
import { drawAligned } from '../src/image/align-face.ts';
import { decodeImage } from '../src/image/decode-image.ts';
import { DEFAULT_MODELS_DIR } from '../src/index.ts';
import { loadMobileFaceNet } from '../src/networks/mobilefacenet.ts';
import { loadTensorNetwork } from '../src/tensors/load-tensor-network.ts';
import { packagedFile, readVerified } from '../src/weights/weight-file.ts';
import { MOBILEFACENET_WEIGHTS } from '../src/zoo/packaged-weights.ts';

/** Ten persons of LFW with two pictures each. */
const PAIRS: readonly (readonly [string, number, number])[] = [
  ['Aaron_Peirsol', 1, 2],
  ['Adam_Sandler', 1, 2],
  ['Ahmed_Chalabi', 1, 2],
  ['Alberto_Fujimori', 1, 2],
  ['Alejandro_Toledo', 20, 24],
  ['Alvaro_Uribe', 7, 10],
  ['Amelie_Mauresmo', 1, 4],
  ['Andre_Agassi', 9, 18],
  ['Andy_Roddick', 1, 3],
  ['Angelina_Jolie', 3, 4],
];

describeWithData('mobilefacenet mended and as shipped', (folder) => {
  let graph: string;
  let bytes: Uint8Array;
  let landmarks: LandmarkFinder;
  let chips: tf.Tensor4D;
  let persons: string[];

  beforeAll(async () => {
    await selectEngine({ forced: 'wasm' });
    const { manifest, binary, sha256 } = MOBILEFACENET_WEIGHTS;
    graph = await readFile(packagedFile(MOBILEFACENET_WEIGHTS, manifest), 'utf8');
    bytes = await readVerified(packagedFile(MOBILEFACENET_WEIGHTS, binary), sha256);
    landmarks = createLandmarkFinder({
      network: await loadTensorNetwork('landmarks', { modelsDir: DEFAULT_MODELS_DIR }),
    });
    const pictures = PAIRS.flatMap(([name, ...indices]) =>
      indices.map((index) => ({ name, file: `${name}/${name}_${String(index).padStart(4, '0')}.jpg` })),
    );
    persons = pictures.map(({ name }) => name);
    const length = 112 * 112 * 3;
    const pixels = new Float32Array(pictures.length * length);
    for (const [index, { file }] of pictures.entries()) {
      const frame = await decodeImage(await readFile(join(folder, 'lfw-view1', 'images', file)));
      // Every face of this data set lies in the middle of its picture.
      const [points] = await landmarks.find(frame, [{ x: 75, y: 75, width: 100, height: 110 }]);
      drawAligned(pixels, index * length, frame, fivePointsFrom68(points!), ARCFACE_112);
    }
    chips = tf.tensor4d(pixels, [pictures.length, 112, 112, 3]);
  });
  afterAll(() => {
    landmarks.dispose();
    chips.dispose();
  });

  /** The share of pairs of pictures that the best threshold there is calls rightly, mated and non-mated alike. */
  function separation(rows: number[][]): number {
    const pairs = rows.flatMap((a, first) =>
      rows.slice(first + 1).map((b, offset) => ({
        distanceL2: l2Distance(a, b),
        mated: persons[first] === persons[first + 1 + offset],
      })),
    );
    const share = (mated: boolean, accepted: (distanceL2: number) => boolean) => {
      const ofKind = pairs.filter((pair) => pair.mated === mated);
      return ofKind.filter((pair) => accepted(pair.distanceL2)).length / ofKind.length;
    };
    const thresholds = pairs.map(({ distanceL2 }) => distanceL2);
    return Math.max(...thresholds.map((t) => (share(true, (d) => d <= t) + share(false, (d) => d > t)) / 2));
  }

  test('the mended one tells the persons apart, the other hardly does', async () => {
    const mended = loadMobileFaceNet(graph, bytes);
    const rows = (await mended.embed(chips).array()).map((row) => [...row]);
    for (const row of rows) expect(Math.hypot(...row)).toBeCloseTo(1, 4);
    mended.dispose();

    const { modelTopology, weightsManifest } = JSON.parse(graph);
    const shipped = new GraphModel({
      load: () => ({
        modelTopology,
        weightSpecs: weightsManifest[0].weights,
        weightData: new Uint8Array(bytes).buffer,
      }),
    });
    shipped.load();
    const output = shipped.predict(tf.div(tf.sub(chips, 127.5), 128)) as tf.Tensor2D;
    const shippedRows = (await output.array()).map((row) => [...l2Normalise(row)]);
    shipped.dispose();

    expect(separation(rows)).toBeGreaterThan(0.98);
    expect(separation(shippedRows)).toBeLessThan(0.85);
  });

  test('a graph that is another network is refused', () => {
    expect(() => loadMobileFaceNet('{}', bytes)).toThrow(
      expect.objectContaining({ code: 'MODEL_WEIGHTS_INVALID' }),
    );
  });
});
