import { AppError } from '@portero/runtime';

export type GalleryErrorCode =
  /** A probe has the wrong dimension or a value that is not finite. */
  | 'PROBE_INVALID'
  /** A template has the wrong dimension or a value that is not finite. */
  | 'TEMPLATE_INVALID'
  /** `backend: 'hnsw'` was asked for and hnswlib-node cannot be loaded. */
  | 'HNSW_UNAVAILABLE'
  | 'REBUILD_FAILED'
  | 'STOPPED';

export class GalleryError extends AppError<GalleryErrorCode> {}
