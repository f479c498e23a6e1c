import { warpInto } from '../image/warp.ts';
import type { PictureMeasures, RawFrame } from './frame-analysis.ts';

/** The longer side that pictures are reduced to, so that grain and resolution do not count. */
const REDUCED_PX = 256;

/** What can be said of a picture as a whole, for one in which no face is found. */
export function measurePicture(frame: RawFrame): PictureMeasures {
  const scale = Math.max(frame.width, frame.height) / REDUCED_PX;
  const size = {
    width: Math.max(3, Math.round(frame.width / scale)),
    height: Math.max(3, Math.round(frame.height / scale)),
  };
  const pixels = new Float32Array(size.width * size.height * 3);
  const offset = 0.5 * scale - 0.5;
  warpInto(pixels, 0, size, frame, { xx: scale, xy: 0, x0: offset, yx: 0, yy: scale, y0: offset });
  const grey = Float32Array.from(
    { length: size.width * size.height },
    (_, at) => 0.299 * pixels[at * 3]! + 0.587 * pixels[at * 3 + 1]! + 0.114 * pixels[at * 3 + 2]!,
  );
  let squares = 0;
  for (let y = 1; y < size.height - 1; y++) {
    for (let x = 1; x < size.width - 1; x++) {
      const at = y * size.width + x;
      const around = grey[at - size.width]! + grey[at - 1]! + grey[at + 1]! + grey[at + size.width]!;
      squares += (around - 4 * grey[at]!) ** 2;
    }
  }
  return {
    luminanceMean: grey.reduce((sum, value) => sum + value, 0) / grey.length,
    edgeStrength: squares / ((size.width - 2) * (size.height - 2)),
  };
}
