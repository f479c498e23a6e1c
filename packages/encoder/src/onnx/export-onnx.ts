import type { GivenManifest } from '../added/added-manifest.ts';
import type { AlignmentName } from '../added/alignment-names.ts';
import { EncoderError } from '../encoder-error.ts';
import { mendMobileFaceNet } from '../networks/mobilefacenet.ts';
import { MEAN_RGB } from '../networks/resnet-128.ts';
import { readPackagedWeights } from '../weights/weight-file.ts';
import { getModel } from '../zoo/list-models.ts';
import { readMobileFaceNet } from '../zoo/mobilefacenet-files.ts';
import type { ModelId } from '../zoo/model-manifest.ts';
import { RESNET_128_WEIGHTS } from '../zoo/packaged-weights.ts';
import { writeMobileFaceNet } from './mobilefacenet-graph.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { packageVersion } from './package-version.ts';
import { writeResNet128 } from './resnet-128-graph.ts';

export interface ExportedModel {
  /** Of the ONNX file: one input "face", (n, 3, height, width), one output "embedding", (n, dimension), of length 1. */
  readonly bytes: Uint8Array;
  /** With which it can be added again, as `MODEL-onnx`. */
  readonly manifest: GivenManifest;
}

interface Exporter {
  readonly normalisation: GivenManifest['normalisation'];
  readonly alignment: AlignmentName;
  write(graph: OnnxGraph, face: string): Promise<void>;
}

const EXPORTERS: Readonly<Record<string, Exporter>> = {
  'mobilefacenet-192': {
    normalisation: { mean: 127.5, divisor: 128 },
    alignment: 'arcface-112',
    async write(graph, face) {
      const { graphJson, bytes } = await readMobileFaceNet();
      writeMobileFaceNet(graph, face, mendMobileFaceNet(graphJson, bytes));
    },
  },
  'resnet-128': {
    normalisation: { mean: [...MEAN_RGB], divisor: 255 },
    alignment: 'dlib-150',
    write: async (graph, face) => writeResNet128(graph, face, await readPackagedWeights(RESNET_128_WEIGHTS)),
  },
};

/** The models that can be written as ONNX. */
export const EXPORTABLE_MODELS: readonly ModelId[] = Object.freeze(Object.keys(EXPORTERS));

/**
 * Writes a model that ships as an ONNX file.
 *
 * @throws {EncoderError} MODEL_UNKNOWN for one that cannot be written so, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID
 */
export async function exportOnnx(modelId: ModelId): Promise<ExportedModel> {
  const exporter = EXPORTERS[modelId];
  if (!exporter) {
    throw new EncoderError(
      'MODEL_UNKNOWN',
      `The model ${modelId} cannot be written as ONNX. Choose one of ${EXPORTABLE_MODELS.join(', ')}.`,
      { context: { model: modelId } },
    );
  }
  const { version, input, licence, source, trainingData } = await getModel(modelId);
  const { normalisation, alignment } = exporter;
  const metadata = { modelId, version, licence, source, trainingData };
  const graph = new OnnxGraph({ name: modelId, producerVersion: packageVersion(), metadata });
  const { width, height } = input;
  await exporter.write(graph, graph.input('face', ['n', 3, height, width]));
  return {
    bytes: graph.toBytes(),
    manifest: {
      ...{ id: `${modelId}-onnx`, version, format: 'onnx' },
      input: { width, height, layout: 'nchw', channelOrder: 'rgb' },
      ...{ normalisation, alignment, licence, trainingData },
      source: `${source}; written as ONNX by Portero`,
    },
  };
}
