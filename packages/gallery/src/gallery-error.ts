import { AppError } from '@portero/runtime';

export type GalleryErrorCode =
  /** A probe has the wrong dimension or a value that is not finite. */
  | 'PROBE_INVALID'
  /** A template has the wrong dimension or a value that is not finite. */
  | 'TEMPLATE_INVALID'
  /** A gallery has more templates than it has room for. */
  | 'GALLERY_FULL'
  | 'REBUILD_FAILED'
  | 'STOPPED';

export class GalleryError extends AppError<GalleryErrorCode> {}
