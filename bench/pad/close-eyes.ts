import type { Point } from '@portero/biometrics';
import type { Picture } from './picture.ts';

/** Corner, upper lid, corner; corner, lower lid, corner: of the eye on the left and of that on the right. */
const LIDS = [
  { upper: [36, 37, 38, 39], lower: [36, 41, 40, 39] },
  { upper: [42, 43, 44, 45], lower: [42, 47, 46, 45] },
] as const;

/** The same face with its eyes shut, as nearly as a picture gives it: the skin above stretched down over them, and a lash line. */
export function closeEyes(picture: Picture, landmarks: readonly Point[]): Picture {
  const data = picture.data.slice();
  for (const { upper, lower } of LIDS) {
    const corner = landmarks[upper[0]]!;
    const other = landmarks[upper[3]]!;
    for (let x = Math.ceil(corner.x); x <= other.x; x++) {
      const from = heightAt(landmarks, upper, x);
      const to = heightAt(landmarks, lower, x);
      const start = from - 1.5 * (to - from) - 2;
      for (let y = Math.ceil(start); y <= to + 1; y++) {
        const share = Math.min(1, (y - start) / (to - start));
        // From the skin above the lid, not the lid's own dark edge.
        copyPixel(picture, data, x, start + share * (from - 2 - start), y, y >= to - 0.5 ? 0.35 : 1);
      }
    }
  }
  return { ...picture, data };
}

function heightAt(landmarks: readonly Point[], line: readonly number[], x: number): number {
  for (let index = 1; index < line.length; index++) {
    const a = landmarks[line[index - 1]!]!;
    const b = landmarks[line[index]!]!;
    if (x <= b.x || index === line.length - 1)
      return a.y + ((x - a.x) / Math.max(1e-6, b.x - a.x)) * (b.y - a.y);
  }
  return 0;
}

function copyPixel(
  { data: source, width, height }: Picture,
  target: Float32Array,
  x: number,
  fromY: number,
  toY: number,
  brightness: number,
): void {
  if (x < 0 || x >= width || toY < 0 || toY >= height) return;
  const row = Math.min(height - 1, Math.max(0, Math.round(fromY)));
  for (let c = 0; c < 3; c++) {
    target[(toY * width + x) * 3 + c] = source[(row * width + x) * 3 + c]! * brightness;
  }
}
