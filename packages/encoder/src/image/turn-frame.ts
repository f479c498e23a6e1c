import type { RawFrame } from '../analysis/frame-analysis.ts';

/** How far a picture is turned clockwise before anything is looked for. */
export type Turn = 0 | 90 | 180 | 270;

/** A frame turned clockwise; the frame itself for 0. */
export function turnFrame(frame: RawFrame, turn: Turn): RawFrame {
  if (turn === 0) return frame;
  const { data, width, height } = frame;
  const isUpright = turn === 180;
  const turned = { width: isUpright ? width : height, height: isUpright ? height : width };
  const pixels = new Uint8Array(data.length);
  let target = 0;
  for (let y = 0; y < turned.height; y++) {
    for (let x = 0; x < turned.width; x++, target += 3) {
      const [sourceX, sourceY] = sourceOf(turn, x, y, frame);
      const source = (sourceY * width + sourceX) * 3;
      pixels[target] = data[source]!;
      pixels[target + 1] = data[source + 1]!;
      pixels[target + 2] = data[source + 2]!;
    }
  }
  return { data: pixels, ...turned, channels: 3 };
}

function sourceOf(
  turn: 90 | 180 | 270,
  x: number,
  y: number,
  { width, height }: RawFrame,
): readonly [number, number] {
  if (turn === 180) return [width - 1 - x, height - 1 - y];
  return turn === 90 ? [y, height - 1 - x] : [width - 1 - y, x];
}
