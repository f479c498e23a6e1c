import sharp from 'sharp';
import type { ImageInput, RawFrame } from '../analysis/frame-analysis.ts';
import { EncoderError } from '../encoder-error.ts';

/** No camera at a door gives more; a picture that claims more would take gigabytes. */
export const LARGEST_IMAGE_PIXELS = 50_000_000;

const ACCEPTED_FORMATS: readonly string[] = ['jpeg', 'png', 'webp'];

/**
 * The pixels of a JPEG, PNG or WebP file, upright after its EXIF orientation, transparent parts on white, grey and
 * 16-bit pictures as 8-bit RGB. A frame that is decoded already passes through.
 *
 * @throws {EncoderError} IMAGE_EMPTY, IMAGE_TOO_LARGE, IMAGE_CORRUPT
 */
export async function decodeImage(image: ImageInput): Promise<RawFrame> {
  if (!ArrayBuffer.isView(image)) return checkedFrame(image);
  if (image.byteLength === 0) {
    throw new EncoderError(
      'IMAGE_EMPTY',
      'The image has 0 bytes. Check that the camera or the upload works.',
    );
  }
  try {
    return await decodeFile(image);
  } catch (cause) {
    if (cause instanceof EncoderError) throw cause;
    throw new EncoderError(
      'IMAGE_CORRUPT',
      `The image of ${image.byteLength} bytes cannot be decoded. Give a whole JPEG, PNG or WebP file.`,
      { cause, context: { byteLength: image.byteLength } },
    );
  }
}

async function decodeFile(bytes: Uint8Array): Promise<RawFrame> {
  const options = { limitInputPixels: false, failOn: 'error', sequentialRead: true } as const;
  const { format, width, height } = await sharp(bytes, options).metadata();
  // The header alone says this: nothing has been decoded or allocated yet.
  checkSize(width, height);
  if (!ACCEPTED_FORMATS.includes(format)) {
    throw new EncoderError(
      'IMAGE_CORRUPT',
      `The image is of the format ${format}. Give a JPEG, PNG or WebP file.`,
      { context: { format } },
    );
  }
  const { data, info } = await sharp(bytes, options)
    .rotate()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return {
    data: info.channels === 3 ? data : greyToRgb(data),
    width: info.width,
    height: info.height,
    channels: 3,
  };
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let index = 0; index < grey.length; index++) rgb.fill(grey[index]!, index * 3, index * 3 + 3);
  return rgb;
}

function checkedFrame(frame: RawFrame): RawFrame {
  const { data, width, height } = frame;
  if (width === 0 || height === 0) throw new EncoderError('IMAGE_EMPTY', 'The frame has no pixels.');
  checkSize(width, height);
  if (Number.isInteger(width) && Number.isInteger(height) && data.length === width * height * 3) return frame;
  throw new EncoderError(
    'IMAGE_CORRUPT',
    `A frame of ${width} × ${height} pixels needs three bytes a pixel, not ${data.length} bytes in all.`,
    { context: { width, height, byteLength: data.length } },
  );
}

function checkSize(width: number, height: number): void {
  if (width * height <= LARGEST_IMAGE_PIXELS) return;
  throw new EncoderError(
    'IMAGE_TOO_LARGE',
    `The image has ${width} × ${height} pixels; at most ${LARGEST_IMAGE_PIXELS / 1e6} megapixels are read. ` +
      'Make it smaller first.',
    { context: { width, height } },
  );
}
