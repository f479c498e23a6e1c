import type { ImageInput } from '../analysis/frame-analysis.ts';

/**
 * A copy of a picture in a buffer of its own, which can then go to another thread without a second copy. The
 * caller's bytes stay the caller's; and a small `Buffer` lies in a pool that must not be given away.
 */
export function copyForTransfer(image: ImageInput): { image: ImageInput; transfer: ArrayBuffer[] } {
  if (ArrayBuffer.isView(image)) {
    const bytes = new Uint8Array(image);
    return { image: bytes, transfer: [bytes.buffer] };
  }
  const data = new Uint8Array(image.data);
  return { image: { ...image, data }, transfer: [data.buffer] };
}
