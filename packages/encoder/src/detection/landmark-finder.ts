import type { Box, Point } from '@portero/biometrics';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import { drawSquare, fromSquare, squareAroundBox } from '../image/square-crop.ts';
import { LANDMARK_INPUT_SIZE } from '../networks/input-sizes.ts';
import { onlyOutput, type PixelNetwork } from '../networks/pixel-network.ts';

const POINTS = 68;

export interface LandmarkFinder {
  /** @returns for each box its 68 points in pixels of the frame, or undefined if it lies outside */
  find(frame: RawFrame, boxes: readonly Box[]): Promise<(Point[] | undefined)[]>;
  dispose(): void;
}

export function createLandmarkFinder({ network }: { network: PixelNetwork }): LandmarkFinder {
  async function find(frame: RawFrame, boxes: readonly Box[]): Promise<(Point[] | undefined)[]> {
    const squares = boxes.map((box) => squareAroundBox(frame, box));
    const inside = squares.filter((square) => square !== undefined);
    if (inside.length === 0) return squares.map(() => undefined);
    const [count, size] = [inside.length, LANDMARK_INPUT_SIZE];
    const pixels = new Float32Array(count * size * size * 3);
    for (const [index, square] of inside.entries()) {
      drawSquare(pixels, index * size * size * 3, size, frame, square);
    }
    const values = await onlyOutput(network, { count, height: size, width: size, pixels });
    let row = 0;
    return squares.map((square) => {
      if (!square) return undefined;
      const start = row++ * POINTS * 2;
      return Array.from({ length: POINTS }, (_, point) =>
        fromSquare(square, values[start + point * 2]!, values[start + point * 2 + 1]!),
      );
    });
  }
  return { find, dispose: () => network.dispose() };
}
