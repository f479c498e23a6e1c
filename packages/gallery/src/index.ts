export { createGallery } from './create-gallery.ts';
export type { Candidate, Gallery, GalleryBackend, GalleryOptions, GalleryTemplate } from './gallery.ts';
export { GalleryError, type GalleryErrorCode } from './gallery-error.ts';
