import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';

interface BaselineBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface BaselineDetection {
  score: number;
  box: BaselineBox;
}

interface BaselineNet {
  loadFromDisk(folder: string): Promise<void>;
  dispose(): void;
}

interface BaselineDetector extends BaselineNet {
  locateFaces(
    image: tf.Tensor3D,
    options: { inputSize?: number; scoreThreshold?: number },
  ): Promise<BaselineDetection[]>;
}

/** The part of face-api that the parity tests compare with. */
export interface FaceApiBaseline {
  nets: {
    tinyFaceDetector: BaselineDetector;
    ssdMobilenetv1: BaselineDetector;
    faceLandmark68Net: BaselineNet & {
      detectLandmarks(image: tf.Tensor3D): Promise<{ relativePositions: { x: number; y: number }[] }>;
    };
    faceRecognitionNet: BaselineNet & { computeFaceDescriptor(image: tf.Tensor3D): Promise<Float32Array> };
  };
}

const require = createRequire(import.meta.url);

/**
 * face-api's own implementation on the engine that is active here, with its networks loaded.
 *
 * Its build for Node requires `@tensorflow/tfjs`, a bundle of far more than it uses; the core that we have anyway
 * takes its place, with the few chained operations that only the bundle adds to tensors.
 */
export async function loadFaceApiBaseline(): Promise<FaceApiBaseline> {
  addChainedOps();
  const file = require.resolve('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const load = compileFunction(readFileSync(file, 'utf8'), ['require', 'module', 'exports']);
  const module: { exports: unknown } = { exports: {} };
  load((name: string) => (name === '@tensorflow/tfjs' ? tf : require(name)), module, module.exports);
  const baseline = module.exports as FaceApiBaseline;
  const models = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  const { tinyFaceDetector, ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet } = baseline.nets;
  for (const net of [tinyFaceDetector, ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet]) {
    await net.loadFromDisk(models);
  }
  return baseline;
}

function addChainedOps(): void {
  type Chained = (this: tf.Tensor, ...rest: never[]) => tf.Tensor;
  const reshape: Chained = function (...shape: number[]) {
    return tf.reshape(this, shape);
  };
  const ops: Record<string, Chained> = {
    as1D: function () {
      return tf.reshape(this, [-1]);
    },
    as2D: reshape,
    as3D: reshape,
    as4D: reshape,
    reshape: function (shape: number[]) {
      return tf.reshape(this, shape);
    },
    expandDims: function (axis?: number) {
      return tf.expandDims(this, axis);
    },
    slice: function (begin: number[], size: number[]) {
      return tf.slice(this, begin, size);
    },
    mean: function (axis: number[]) {
      return tf.mean(this, axis);
    },
    add: function (other: tf.Tensor) {
      return tf.add(this, other);
    },
    sub: function (other: tf.Tensor) {
      return tf.sub(this, other);
    },
    mul: function (other: tf.Tensor) {
      return tf.mul(this, other);
    },
    div: function (other: tf.Tensor) {
      return tf.div(this, other);
    },
  };
  Object.assign(tf.Tensor.prototype, ops);
}
