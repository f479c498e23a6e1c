import type { RawFrame } from '../analysis/frame-analysis.ts';
import { drawSquare, inFrame, squareAroundFrame } from '../image/square-crop.ts';
import { TINY_CELL_PX } from '../networks/input-sizes.ts';
import { onlyOutput, type PixelNetwork } from '../networks/pixel-network.ts';
import type { Detection, FaceDetector } from './face-detector.ts';
import { suppressNonMaxima } from './non-maximum-suppression.ts';

/** Width and height, in cells of the grid, of the boxes that each cell starts from. */
const ANCHORS = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;

const VALUES_PER_ANCHOR = 5;
const LARGEST_OVERLAP = 0.4;

export interface TinyFaceDetectorOptions {
  /** Side of the square that the frame is reduced to; a multiple of 32. @defaultValue 224 */
  inputSize?: number;
  /** Black border drawn around the frame for the detector, as a share of its longer side. @defaultValue 0 */
  marginShare?: number;
  /** @defaultValue 0.5 */
  minScore?: number;
}

/** Fast, and sees faces that are at least about a tenth of the frame. */
export function createTinyFaceDetector(
  { inputSize = 224, marginShare = 0, minScore = 0.5 }: TinyFaceDetectorOptions,
  { network }: { network: PixelNetwork },
): FaceDetector {
  // One frame at a time, so that one buffer serves all.
  const pixels = new Float32Array(inputSize * inputSize * 3);

  async function detect(frame: RawFrame): Promise<Detection[]> {
    const square = squareAroundFrame(frame, marginShare);
    drawSquare(pixels, 0, inputSize, frame, square);
    const grid = await onlyOutput(network, { count: 1, height: inputSize, width: inputSize, pixels });
    const detections = decodeGrid(grid, inputSize / TINY_CELL_PX, square.side, minScore);
    return suppressNonMaxima(detections, LARGEST_OVERLAP).map((detection) => inFrame(detection, square));
  }
  return { detect, dispose: () => network.dispose() };
}

/**
 * @param values shape (cells, cells, 5 anchors, 5): logits of the centre within the cell, logarithms of the size
 *   relative to the anchor, logit of the score
 * @param sidePx what the grid spans in the frame
 */
export function decodeGrid(
  values: Float32Array,
  cells: number,
  sidePx: number,
  minScore: number,
): Detection[] {
  const cellPx = sidePx / cells;
  const detections: Detection[] = [];
  for (let place = 0; place < cells * cells * ANCHORS.length; place++) {
    const start = place * VALUES_PER_ANCHOR;
    const score = sigmoid(values[start + 4]!);
    if (score <= minScore) continue;
    const anchor = ANCHORS[place % ANCHORS.length]!;
    const cell = Math.floor(place / ANCHORS.length);
    const width = Math.exp(values[start + 2]!) * anchor[0] * cellPx;
    const height = Math.exp(values[start + 3]!) * anchor[1] * cellPx;
    const centreX = ((cell % cells) + sigmoid(values[start]!)) * cellPx;
    const centreY = (Math.floor(cell / cells) + sigmoid(values[start + 1]!)) * cellPx;
    detections.push({ box: { x: centreX - width / 2, y: centreY - height / 2, width, height }, score });
  }
  return detections;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
