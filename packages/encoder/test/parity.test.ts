import { readFile } from 'node:fs/promises';
import { fivePointsFrom68, l2Normalise } from '@portero/biometrics';
import { sampleImage } from '@portero/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RawFrame } from '../src/analysis/frame-analysis.ts';
import type { Detection } from '../src/detection/face-detector.ts';
import { suppressNonMaxima } from '../src/detection/non-maximum-suppression.ts';
import { decodeAnchors } from '../src/detection/ssd-face-detector.ts';
import { decodeGrid } from '../src/detection/tiny-face-detector.ts';
import { selectEngine } from '../src/engines/select-engine.ts';
import { drawAligned } from '../src/image/align-face.ts';
import { decodeImage } from '../src/image/decode-image.ts';
import { drawSquare, squareAroundBox, squareAroundFrame } from '../src/image/square-crop.ts';
import { loadLandmarkNetwork } from '../src/networks/landmark-network.ts';
import { loadResNet128 } from '../src/networks/resnet-128.ts';
import { loadSsdFaceNetwork } from '../src/networks/ssd-face-network.ts';
import { loadTinyFaceNetwork } from '../src/networks/tiny-face-network.ts';
import { readPackagedWeights } from '../src/weights/weight-file.ts';
import { getModel } from '../src/zoo/list-models.ts';
import {
  LANDMARK_WEIGHTS,
  RESNET_128_WEIGHTS,
  SSD_FACE_WEIGHTS,
  TINY_FACE_WEIGHTS,
} from '../src/zoo/packaged-weights.ts';
import { type FaceApiBaseline, loadFaceApiBaseline } from './support/face-api-baseline.ts';

/** A face of sample1, the woman on the left, as the SSD detector finds it. */
const FACE = { x: 412, y: 354, width: 179, height: 239 };

/** The picture as each network wants it, so that both implementations see the same numbers. */
function drawn(frame: RawFrame, size: number, square = squareAroundFrame(frame)): tf.Tensor3D {
  const pixels = new Float32Array(size * size * 3);
  drawSquare(pixels, 0, size, frame, square);
  return tf.tensor3d(pixels, [size, size, 3]);
}

function expectSameDetections(
  ours: readonly Detection[],
  theirs: readonly { score: number; box: unknown }[],
) {
  expect(ours.length).toBe(theirs.length);
  for (const [index, { box, score }] of ours.entries()) {
    const other = theirs[index]!;
    expect(score).toBeCloseTo(other.score, 3);
    const expected = other.box as Record<'x' | 'y' | 'width' | 'height', number>;
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      expect(Math.abs(box[side] - expected[side])).toBeLessThan(0.05);
    }
  }
}

describe('networks next to face-api on the same input', () => {
  let baseline: FaceApiBaseline;
  let frame: RawFrame;
  let group: RawFrame;

  beforeAll(async () => {
    await selectEngine({ forced: 'wasm' });
    baseline = await loadFaceApiBaseline();
    frame = await decodeImage(await readFile(sampleImage(1)));
    group = await decodeImage(await readFile(sampleImage(3)));
  });
  afterAll(() => tf.disposeVariables());

  test.each([
    ['sample1', () => frame],
    ['sample3', () => group],
  ])('the tiny detector finds the same faces in %s', async (_name, picture) => {
    const network = loadTinyFaceNetwork(await readPackagedWeights(TINY_FACE_WEIGHTS));
    const image = drawn(picture(), 224);
    const output = network.forward(tf.expandDims(image) as tf.Tensor4D);
    const ours = suppressNonMaxima(decodeGrid(output.dataSync() as Float32Array, 7, 224, 0.3), 0.4);
    const options = { inputSize: 224, scoreThreshold: 0.3 };
    expect(ours.length).toBeGreaterThan(0);
    expectSameDetections(ours, await baseline.nets.tinyFaceDetector.locateFaces(image, options));
    network.dispose();
  });

  test('the SSD detector finds the same three faces', async () => {
    const network = loadSsdFaceNetwork(await readPackagedWeights(SSD_FACE_WEIGHTS));
    const image = drawn(frame, 512);
    const { boxes, classes } = network.forward(tf.expandDims(image) as tf.Tensor4D);
    const ours = suppressNonMaxima(
      decodeAnchors(
        boxes.dataSync() as Float32Array,
        classes.dataSync() as Float32Array,
        network.anchors,
        512,
        0.5,
      ),
      0.5,
    );
    expect(ours.length).toBe(3);
    expectSameDetections(ours, await baseline.nets.ssdMobilenetv1.locateFaces(image, {}));
    network.dispose();
  });

  test('the landmarks are the same to a thousandth of the face', async () => {
    const network = loadLandmarkNetwork(await readPackagedWeights(LANDMARK_WEIGHTS));
    const image = drawn(frame, 112, squareAroundBox(frame, FACE));
    const ours = network.forward(tf.expandDims(image) as tf.Tensor4D).dataSync();
    const { relativePositions } = await baseline.nets.faceLandmark68Net.detectLandmarks(image);
    const theirs = relativePositions.flatMap(({ x, y }) => [x, y]);
    expect(ours.length).toBe(136);
    for (const [index, value] of theirs.entries()) expect(Math.abs(ours[index]! - value)).toBeLessThan(1e-3);
    network.dispose();
  });

  test('resnet-128 gives the same embedding once face-api’s is normalised', async () => {
    const network = loadResNet128(await readPackagedWeights(RESNET_128_WEIGHTS));
    const { alignment } = await getModel('resnet-128');
    const square = squareAroundBox(frame, FACE)!;
    const points = await baseline.nets.faceLandmark68Net.detectLandmarks(drawn(frame, 112, square));
    const inFrame = points.relativePositions.map(({ x, y }) => ({
      x: square.left + x * square.side,
      y: square.top + y * square.side,
    }));
    const pixels = new Float32Array(150 * 150 * 3);
    drawAligned(pixels, 0, frame, fivePointsFrom68(inFrame), alignment);
    const chip = tf.tensor3d(pixels, [150, 150, 3]);
    const ours = network.embed(tf.expandDims(chip) as tf.Tensor4D).dataSync();
    const theirs = l2Normalise(await baseline.nets.faceRecognitionNet.computeFaceDescriptor(chip));
    for (const [index, value] of theirs.entries()) expect(Math.abs(ours[index]! - value)).toBeLessThan(1e-3);
    network.dispose();
  });
});
