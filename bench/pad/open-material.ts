import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { silentLogger } from '@portero/runtime';
import { PresentationCache } from './presentations.ts';

export interface Material {
  readonly cache: PresentationCache;
  readonly pool: EncoderPool;
  stop(): Promise<void>;
}

/** The pictures, made where they are not there yet. */
export async function openMaterial(): Promise<Material> {
  const pool = await createEncoderPool({ workers: 1 }, { logger: silentLogger() });
  return { cache: new PresentationCache({ pool }), pool, stop: () => pool.stop() };
}
