import type { ColourSquare } from './face-patches.ts';
import type { PadMeasures } from './pad-analyser.ts';

/** Luminance that a camera only gives to what it cannot measure any more. */
const BLOWN_OUT = 245;
const EXTREME_SHARE = 0.02;

/** @param around face and surroundings; the middle half of it, each way, is taken for the face */
export function colourMeasures({
  pixels,
  size,
}: ColourSquare): Pick<PadMeasures, 'blackLevel' | 'whiteLevel' | 'glare' | 'colourfulness' | 'blueness'> {
  const luminances: number[] = [];
  const face = { count: 0, red: 0, blue: 0, chroma: 0, blownOut: 0 };
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const pixel = (y * size + x) * 3;
      const red = pixels[pixel]!;
      const green = pixels[pixel + 1]!;
      const blue = pixels[pixel + 2]!;
      const luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
      luminances.push(luminance);
      if (!isMiddle(x, size) || !isMiddle(y, size)) continue;
      face.count++;
      face.red += red;
      face.blue += blue;
      face.chroma += Math.hypot(red - luminance, blue - luminance) / 255;
      if (Math.min(red, green, blue) >= BLOWN_OUT) face.blownOut++;
    }
  }
  luminances.sort((a, b) => a - b);
  const quantile = (share: number) => luminances[Math.floor(share * (luminances.length - 1))]! / 255;
  return {
    blackLevel: quantile(EXTREME_SHARE),
    whiteLevel: quantile(1 - EXTREME_SHARE),
    glare: face.blownOut / face.count,
    colourfulness: face.chroma / face.count,
    blueness: Math.log((face.blue + face.count) / (face.red + face.count)),
  };
}

function isMiddle(coordinate: number, size: number): boolean {
  return coordinate >= size / 4 && coordinate < (size * 3) / 4;
}
