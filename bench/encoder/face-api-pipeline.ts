import { selectEngine } from '@portero/encoder';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import {
  type FaceApiBaseline,
  loadFaceApiBaseline,
} from '../../packages/encoder/test/support/face-api-baseline.ts';

interface Described {
  readonly descriptor: Float32Array;
}

/** The chain of calls that face-api's documentation gives for one face. */
interface DetectionTask extends PromiseLike<unknown> {
  withFaceLandmarks(): { withFaceDescriptor(): PromiseLike<Described | undefined> };
}

export interface FaceApi extends FaceApiBaseline {
  readonly TinyFaceDetectorOptions: new (options?: { inputSize: number }) => object;
  detectSingleFace(image: tf.Tensor3D, options: object): DetectionTask;
}

/** face-api's own pipeline on wasm in this thread, from the bytes of a picture to a descriptor. */
export interface FaceApiPipeline {
  /** @returns whether a face was found */
  run(image: Uint8Array): Promise<boolean>;
}

/** Loads its networks once, for any number of pipelines. */
export async function loadFaceApi(): Promise<FaceApi> {
  await selectEngine({ forced: 'wasm' });
  return (await loadFaceApiBaseline()) as FaceApi;
}

/** @param inputSizePx of its tiny detector. @defaultValue its own, 416 */
export function faceApiPipeline(faceApi: FaceApi, inputSizePx?: number): FaceApiPipeline {
  const options = new faceApi.TinyFaceDetectorOptions(
    ...(inputSizePx === undefined ? [] : [{ inputSize: inputSizePx }]),
  );
  return {
    async run(image) {
      const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const tensor = tf.tensor3d(data, [info.height, info.width, 3], 'int32');
      try {
        const found = await faceApi
          .detectSingleFace(tensor, options)
          .withFaceLandmarks()
          .withFaceDescriptor();
        return found !== undefined;
      } finally {
        tensor.dispose();
      }
    },
  };
}
