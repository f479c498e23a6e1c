import type { Logger } from '@portero/runtime';
import type { Gallery, GalleryOptions } from './gallery.ts';
import { LiveGallery } from './live-gallery.ts';

/** An empty gallery. */
export function createGallery(options: GalleryOptions, { logger }: { logger: Logger }): Gallery {
  const { dimension, backend = 'auto', exactBelow = 1_000, missProbability = 1e-4 } = options;
  const bounds = { auto: exactBelow, exact: Number.POSITIVE_INFINITY, sketch: 0 };
  return new LiveGallery({ dimension, missProbability, exactBelow: bounds[backend] }, { logger });
}
