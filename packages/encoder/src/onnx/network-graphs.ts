import { mendMobileFaceNet } from '../networks/mobilefacenet.ts';
import type { NetworkName } from '../networks/pixel-network.ts';
import { MEAN_RGB } from '../networks/resnet-128.ts';
import { readImportedWeights } from '../weights/imported-weights.ts';
import { readPackagedWeights } from '../weights/weight-file.ts';
import { readMobileFaceNet } from '../zoo/mobilefacenet-files.ts';
import {
  LANDMARK_WEIGHTS,
  RESNET_128_WEIGHTS,
  SSD_FACE_WEIGHTS,
  TINY_FACE_WEIGHTS,
} from '../zoo/packaged-weights.ts';
import { writeLandmarks } from './landmark-graph.ts';
import { writeMobileFaceNet } from './mobilefacenet-graph.ts';
import { writeNn4Small2 } from './nn4-small2-graph.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { packageVersion } from './package-version.ts';
import { pixelInput } from './pixel-input.ts';
import type { PreluForm } from './prelu-node.ts';
import { writeResNet128 } from './resnet-128-graph.ts';
import { writeSsdFace } from './ssd-face-graph.ts';
import { writeTinyFace } from './tiny-face-graph.ts';

/**
 * Converts a network that ships, its weights verified, to an ONNX graph that takes what `PixelNetwork` takes and gives
 * what the same network on TensorFlow.js gives.
 *
 * @throws {EncoderError} MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID
 */
export async function convertNetwork(
  name: NetworkName,
  { modelsDir, preluForm }: ConversionOptions,
): Promise<Uint8Array> {
  const graph = new OnnxGraph({ name, producerVersion: packageVersion(), metadata: {} });
  await write(graph, name, { modelsDir, preluForm });
  return graph.toBytes();
}

export interface ConversionOptions {
  /** Where imported weights are. */
  readonly modelsDir: string;
  readonly preluForm: PreluForm;
}

async function write(
  graph: OnnxGraph,
  name: NetworkName,
  { modelsDir, preluForm }: ConversionOptions,
): Promise<void> {
  switch (name) {
    case 'tiny-face':
      return writeTinyFace(graph, await readPackagedWeights(TINY_FACE_WEIGHTS));
    case 'ssd-face':
      return writeSsdFace(graph, await readPackagedWeights(SSD_FACE_WEIGHTS));
    case 'landmarks':
      return writeLandmarks(graph, await readPackagedWeights(LANDMARK_WEIGHTS));
    case 'mobilefacenet-192': {
      const { graphJson, bytes } = await readMobileFaceNet();
      const input = pixelInput(graph, 112, { mean: [127.5, 127.5, 127.5], divisor: 128 });
      return writeMobileFaceNet(graph, input, mendMobileFaceNet(graphJson, bytes), preluForm);
    }
    case 'resnet-128': {
      const input = pixelInput(graph, 150, { mean: MEAN_RGB, divisor: 255 });
      return writeResNet128(graph, input, await readPackagedWeights(RESNET_128_WEIGHTS));
    }
    case 'nn4-small2':
      return writeNn4Small2(graph, await readImportedWeights(modelsDir, 'nn4-small2'));
  }
}
