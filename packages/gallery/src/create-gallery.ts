import type { Logger } from '@portero/runtime';
import type { Gallery, GalleryOptions } from './gallery.ts';
import { GalleryError } from './gallery-error.ts';
import { loadHnsw } from './hnsw-module.ts';
import { LiveGallery } from './live-gallery.ts';

/** An empty gallery. @throws {GalleryError} HNSW_UNAVAILABLE when `backend: 'hnsw'` is asked for and cannot be had */
export function createGallery(options: GalleryOptions, { logger }: { logger: Logger }): Gallery {
  const {
    dimension,
    backend = 'auto',
    exactBelow = 2_000,
    efSearch = 256,
    M = 16,
    efConstruction = 200,
  } = options;
  const loaded = loadHnsw();
  if (!loaded.available && backend === 'hnsw') {
    throw new GalleryError(
      'HNSW_UNAVAILABLE',
      `The backend "hnsw" cannot be had: ${loaded.reason}. Install it (it needs a C++ compiler and Python), or choose "auto".`,
    );
  }
  if (!loaded.available && backend === 'auto') {
    logger.info({ reason: loaded.reason }, 'the gallery uses exact search at every size');
  }
  const hnsw = loaded.available && backend !== 'exact' ? loaded.hnsw : undefined;
  return new LiveGallery(
    { dimension, efSearch, M, efConstruction, exactBelow: backend === 'hnsw' ? 0 : exactBelow },
    { logger, hnsw },
  );
}

export interface HnswAvailability {
  available: boolean;
  /** Why it is not, or that it is installed. */
  reason: string;
}

/** Whether hnswlib-node can be loaded here. */
export function hnswAvailability(): HnswAvailability {
  const { available, reason } = loadHnsw();
  return { available, reason };
}
