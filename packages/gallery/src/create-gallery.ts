import type { Logger } from '@portero/runtime';
import type { Gallery, GalleryOptions } from './gallery.ts';
import { GalleryError } from './gallery-error.ts';

/** An empty gallery. @throws {GalleryError} HNSW_UNAVAILABLE when `backend: 'hnsw'` is asked for and cannot be had */
export function createGallery(_options: GalleryOptions, _deps: { logger: Logger }): Gallery {
  throw new GalleryError('REBUILD_FAILED', 'The gallery is not written yet.');
}

export interface HnswAvailability {
  available: boolean;
  /** Why it is not, or which version it is. */
  reason: string;
}

/** Whether hnswlib-node can be loaded here. */
export function hnswAvailability(): HnswAvailability {
  return { available: false, reason: 'not written yet' };
}
