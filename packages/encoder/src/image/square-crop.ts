import type { Box, Point } from '@portero/biometrics';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import type { AffineMap, Bounds } from './drawing.ts';
import { warpInto } from './warp.ts';

/** A part of a frame, drawn into a square with black bars, and the way back. */
export interface SquareCrop {
  /** Top left corner of the square in the frame, in pixels; the square may reach beyond the frame. */
  readonly left: number;
  readonly top: number;
  /** Side of the square in pixels of the frame. */
  readonly side: number;
  readonly bounds: Bounds;
}

/**
 * The whole frame in the top left of a square: how both detectors were trained.
 * @param marginShare border all around, as a share of the longer side
 */
export function squareAroundFrame({ width, height }: RawFrame, marginShare = 0): SquareCrop {
  const longer = Math.max(width, height);
  const margin = Math.round(longer * marginShare);
  return {
    left: 0 - margin,
    top: 0 - margin,
    side: longer + 2 * margin,
    bounds: { left: 0, top: 0, right: width, bottom: height },
  };
}

/**
 * A box, cut off at the edges of the frame, in the middle of a square: how the landmark network was trained.
 * @returns undefined when nothing of the box lies in the frame
 */
export function squareAroundBox({ width, height }: RawFrame, box: Box): SquareCrop | undefined {
  const bounds = {
    left: Math.max(0, Math.floor(box.x)),
    top: Math.max(0, Math.floor(box.y)),
    right: Math.min(width, Math.ceil(box.x + box.width)),
    bottom: Math.min(height, Math.ceil(box.y + box.height)),
  };
  const cropWidth = bounds.right - bounds.left;
  const cropHeight = bounds.bottom - bounds.top;
  if (cropWidth < 1 || cropHeight < 1) return undefined;
  const side = Math.max(cropWidth, cropHeight);
  return {
    left: bounds.left - (side - cropWidth) / 2,
    top: bounds.top - (side - cropHeight) / 2,
    side,
    bounds,
  };
}

/** What was found in the square, in pixels from its top left corner, where it lies in the frame. */
export function inFrame<Found extends { readonly box: Box }>(found: Found, { left, top }: SquareCrop): Found {
  const { box } = found;
  return { ...found, box: { ...box, x: box.x + left, y: box.y + top } };
}

/** Draws the square at a size of `size` × `size` pixels into `target`, shape (size, size, 3), from `offset` on. */
export function drawSquare(
  target: Float32Array,
  offset: number,
  size: number,
  frame: RawFrame,
  square: SquareCrop,
): void {
  const scale = square.side / size;
  const map: AffineMap = {
    xx: scale,
    xy: 0,
    x0: square.left + 0.5 * scale - 0.5,
    yx: 0,
    yy: scale,
    y0: square.top + 0.5 * scale - 0.5,
  };
  warpInto(target, offset, { width: size, height: size }, frame, map, square.bounds);
}

/** From fractions of the square to pixels of the frame. */
export function fromSquare(square: SquareCrop, x: number, y: number): Point {
  return { x: square.left + x * square.side, y: square.top + y * square.side };
}
