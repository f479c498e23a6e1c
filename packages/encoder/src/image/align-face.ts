import {
  type AlignmentTemplate,
  alignmentTransform,
  type FivePoints,
  invertTransform,
} from '@portero/biometrics';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import { warpInto } from './warp.ts';

/**
 * Draws a face as its template wants it. What the template shows beyond the edge of the frame is black.
 *
 * @param chip shape (height, width, 3) of the template, RGB, 0..255; overwritten from `offset` on
 * @throws {BiometricsError} ALIGNMENT_DEGENERATE when the points do not determine an alignment
 */
export function drawAligned(
  chip: Float32Array,
  offset: number,
  frame: RawFrame,
  points: FivePoints,
  template: AlignmentTemplate,
): void {
  const { a, b, tx, ty } = invertTransform(alignmentTransform(points, template));
  warpInto(chip, offset, template, frame, { xx: a, xy: -b, x0: tx, yx: b, yy: a, y0: ty });
}
