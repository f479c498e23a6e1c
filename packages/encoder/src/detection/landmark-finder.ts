import type { Box, Point } from '@portero/biometrics';
import * as tf from '@tensorflow/tfjs-core';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import { drawSquare, fromSquare, squareAroundBox } from '../image/square-crop.ts';
import { LANDMARK_INPUT_SIZE, type LandmarkNetwork } from '../networks/landmark-network.ts';

const POINTS = 68;

export interface LandmarkFinder {
  /** @returns for each box its 68 points in pixels of the frame, or undefined if it lies outside */
  find(frame: RawFrame, boxes: readonly Box[]): Promise<(Point[] | undefined)[]>;
  dispose(): void;
}

export function createLandmarkFinder({ network }: { network: LandmarkNetwork }): LandmarkFinder {
  async function find(frame: RawFrame, boxes: readonly Box[]): Promise<(Point[] | undefined)[]> {
    const squares = boxes.map((box) => squareAroundBox(frame, box));
    const inside = squares.filter((square) => square !== undefined);
    if (inside.length === 0) return squares.map(() => undefined);
    const pixelsPerFace = LANDMARK_INPUT_SIZE * LANDMARK_INPUT_SIZE * 3;
    const pixels = new Float32Array(inside.length * pixelsPerFace);
    for (const [index, square] of inside.entries()) {
      drawSquare(pixels, index * pixelsPerFace, LANDMARK_INPUT_SIZE, frame, square);
    }
    const shape = [inside.length, LANDMARK_INPUT_SIZE, LANDMARK_INPUT_SIZE, 3] as const;
    const batch = tf.tensor4d(pixels, [...shape]);
    const output = network.forward(batch);
    const values = (await output.data()) as Float32Array;
    tf.dispose([batch, output]);
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
