import { readFile } from 'node:fs/promises';
import { sampleImage } from '@portero/testkit';
import { createFrameAnalyser } from '../../src/analysis/frame-analyser.ts';
import type { FaceObservation } from '../../src/analysis/frame-analysis.ts';
import { type EngineName, getModel, type ModelId, type ModelPlace } from '../../src/index.ts';
import { analysisRequest } from '../../src/pool/analysis-request.ts';

/** The faces of a group photograph, through the whole pipeline, on the engine of this thread. */
export async function facesOfSample(
  modelId: ModelId,
  { modelsDir, engine = 'wasm' }: Required<Pick<ModelPlace, 'modelsDir'>> & { engine?: EngineName },
): Promise<readonly FaceObservation[]> {
  const model = await getModel(modelId, { modelsDir });
  const analyser = await createFrameAnalyser({ model, modelsDir, engine, threads: 1 });
  try {
    return (await analyser.analyse(await readFile(sampleImage(3)), analysisRequest({}))).faces;
  } finally {
    analyser.dispose();
  }
}
