import type { RawFrame } from '../analysis/frame-analysis.ts';
import { drawSquare, squareAroundFrame } from '../image/square-crop.ts';
import { SSD_INPUT_SIZE } from '../networks/input-sizes.ts';
import type { PixelNetwork } from '../networks/pixel-network.ts';
import type { Detection, FaceDetector } from './face-detector.ts';
import { suppressNonMaxima } from './non-maximum-suppression.ts';

const CLASSES = 3;
const FACE_CLASS = 1;
const LARGEST_OVERLAP = 0.5;

/** What the encodings of centre and size were multiplied by when the network was trained. */
const CENTRE_VARIANCE = 10;
const SIZE_VARIANCE = 5;

export interface SsdFaceDetectorOptions {
  /** @defaultValue 0.5 */
  minScore?: number;
}

/** Some fifteen times slower than the tiny one; sees smaller, turned and partly hidden faces. */
export function createSsdFaceDetector(
  { minScore = 0.5 }: SsdFaceDetectorOptions,
  { network }: { network: PixelNetwork },
): FaceDetector {
  const size = SSD_INPUT_SIZE;
  // One frame at a time, so that one buffer serves all.
  const pixels = new Float32Array(size * size * 3);

  async function detect(frame: RawFrame): Promise<Detection[]> {
    const square = squareAroundFrame(frame);
    drawSquare(pixels, 0, size, frame, square);
    const [encodings, logits, anchors] = await network.run({ count: 1, height: size, width: size, pixels });
    const detections = decodeAnchors(encodings!, logits!, anchors!, square.side, minScore);
    return suppressNonMaxima(detections, LARGEST_OVERLAP);
  }
  return { detect, dispose: () => network.dispose() };
}

/**
 * @param encodings shape (anchors, 4): centre y, centre x, height, width, relative to the anchor
 * @param logits shape (anchors, 3)
 * @param anchors shape (anchors, 4): top, left, bottom, right as fractions of the input
 * @param sidePx what the input spans in the frame
 */
export function decodeAnchors(
  encodings: Float32Array,
  logits: Float32Array,
  anchors: Float32Array,
  sidePx: number,
  minScore: number,
): Detection[] {
  const detections: Detection[] = [];
  for (let index = 0; index * CLASSES < logits.length; index++) {
    const score = 1 / (1 + Math.exp(-logits[index * CLASSES + FACE_CLASS]!));
    if (score <= minScore) continue;
    const start = index * 4;
    const [top, left] = [anchors[start]!, anchors[start + 1]!];
    const height = anchors[start + 2]! - top;
    const width = anchors[start + 3]! - left;
    const centreY = top + height / 2 + (encodings[start]! / CENTRE_VARIANCE) * height;
    const centreX = left + width / 2 + (encodings[start + 1]! / CENTRE_VARIANCE) * width;
    const halfHeight = (Math.exp(encodings[start + 2]! / SIZE_VARIANCE) * height) / 2;
    const halfWidth = (Math.exp(encodings[start + 3]! / SIZE_VARIANCE) * width) / 2;
    detections.push({
      box: boxWithin(
        centreX - halfWidth,
        centreY - halfHeight,
        centreX + halfWidth,
        centreY + halfHeight,
        sidePx,
      ),
      score,
    });
  }
  return detections;
}

/** The boxes of this detector end at the edge of its input. */
function boxWithin(left: number, top: number, right: number, bottom: number, sidePx: number) {
  const x = Math.max(0, left) * sidePx;
  const y = Math.max(0, top) * sidePx;
  return { x, y, width: Math.min(1, right) * sidePx - x, height: Math.min(1, bottom) * sidePx - y };
}
