import { join } from 'node:path';
import type { EncoderPool } from '@portero/encoder';
import type { CliContext } from '../context/cli-context.ts';
import { ensureDataDir } from '../context/data-dir.ts';
import { type EmbeddedPictures, embedPictures } from './embed-pictures.ts';
import { openEmbeddingCache } from './embedding-cache.ts';

/** What made the embeddings of an evaluation; two evaluations are comparable when all of it is equal. */
export interface EvaluatedPipeline {
  modelId: string;
  modelVersion: string;
  pipelineVersion: string;
  engine: string;
}

export interface EvaluationEncoder {
  readonly pipeline: EvaluatedPipeline;
  readonly model: EncoderPool['model'];
  /** As at enrolment. */
  references(paths: readonly string[]): Promise<EmbeddedPictures>;
  /** As at a door that sees a single picture. */
  probes(paths: readonly string[]): Promise<EmbeddedPictures>;
}

/** @param cacheDir @defaultValue `cache` in the data directory */
export async function openEvaluationEncoder(
  context: CliContext,
  cacheDir: string | undefined,
): Promise<EvaluationEncoder> {
  const { PIPELINE_VERSION } = await import('@portero/encoder');
  const encoder = await context.encoder();
  const { model } = encoder;
  if (cacheDir === undefined) await ensureDataDir(context.dataDir);
  const { startProgress, signal } = context;
  async function embed(paths: readonly string[], label: string, mirror: boolean) {
    const cache = await openEmbeddingCache({
      dir: cacheDir ?? join(context.dataDir, 'cache'),
      model,
      pipelineVersion: PIPELINE_VERSION,
      mirrored: mirror,
    });
    try {
      return await embedPictures(paths, { label, mirror }, { encoder, cache, startProgress, signal });
    } finally {
      await cache.close();
    }
  }
  return {
    model,
    pipeline: {
      modelId: model.id,
      modelVersion: model.version,
      pipelineVersion: PIPELINE_VERSION,
      engine: encoder.engine.engine,
    },
    references: (paths) => embed(paths, 'references', true),
    probes: (paths) => embed(paths, 'probes', false),
  };
}
