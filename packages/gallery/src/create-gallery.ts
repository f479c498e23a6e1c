import type { Logger } from '@portero/runtime';
import type { Gallery, GalleryBackend, GalleryOptions } from './gallery.ts';
import { LiveGallery } from './live-gallery.ts';

/** Of the graph. The last is extrapolated from 100,000 and 200,000 templates for a recall of 0.9999 at a million: docs/gallery.md. */
const GRAPH = { M: 16, efConstruction: 200, efSearch: 4_096 };
const DAY_MS = 86_400_000;
const NEVER = Number.POSITIVE_INFINITY;

/** An empty gallery. */
export function createGallery(options: GalleryOptions, { logger }: { logger: Logger }): Gallery {
  const { dimension, backend = 'auto', exactBelow = 1_000, graphFrom = 1_000_000 } = options;
  const { missProbability = 1e-4, forgetWithinMs = DAY_MS } = options;
  const bounds: Record<GalleryBackend | 'auto', { exactBelow: number; graphFrom: number }> = {
    auto: { exactBelow, graphFrom },
    exact: { exactBelow: NEVER, graphFrom: NEVER },
    sketch: { exactBelow: 0, graphFrom: NEVER },
    hnsw: { exactBelow: 0, graphFrom: 0 },
  };
  return new LiveGallery(
    { dimension, missProbability, forgetWithinMs, ...GRAPH, ...bounds[backend] },
    { logger },
  );
}
