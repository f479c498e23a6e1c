export { BUCKETS, bucketOf } from './bucket.ts';
export { createGallery } from './create-gallery.ts';
export type {
  Candidate,
  Gallery,
  GalleryBackend,
  GalleryOptions,
  GalleryTemplate,
  RestoredSegment,
  SearchOptions,
} from './gallery.ts';
export { GalleryError, type GalleryErrorCode } from './gallery-error.ts';
export { type HnswAvailability, hnswAvailability } from './graph/hnsw-module.ts';
export { type Reach, reachAt } from './reach.ts';
export { type GallerySegment, readSegment } from './segment.ts';
