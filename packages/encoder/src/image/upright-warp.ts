import { type Drawing, firstSample } from './drawing.ts';

/*
 * Drawing without rotation, as frames are reduced for the detectors: which column of the source a column of the result
 * falls on is the same in every row, and is worked out once. To the bit what `warp.ts` computes pixel by pixel.
 */

/** For each column of the result: where its left and right neighbours begin in a row of the source, and how far between. */
interface Columns {
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly fraction: Float64Array;
}

const OUTSIDE = -1;

export function interpolateUpright(drawing: Drawing): void {
  const { target, offset, size, source, map, bounds } = drawing;
  const { data, width: stride } = source;
  const { near, far, fraction } = columnsOf(drawing);
  for (let y = 0; y < size.height; y++) {
    const rowStart = offset + y * size.width * 3;
    const sourceY = map.yy * y + map.y0;
    if (sourceY < bounds.top - 0.5 || sourceY >= bounds.bottom - 0.5) {
      target.fill(0, rowStart, rowStart + size.width * 3);
      continue;
    }
    const y0 = Math.floor(sourceY);
    const fractionY = sourceY - y0;
    const upper = Math.max(y0, bounds.top) * stride * 3;
    const lower = Math.min(y0 + 1, bounds.bottom - 1) * stride * 3;
    let index = rowStart;
    for (let x = 0; x < size.width; x++) {
      if (near[x] === OUTSIDE) {
        for (let channel = 0; channel < 3; channel++) target[index++] = 0;
        continue;
      }
      const [left, right, fractionX] = [near[x]!, far[x]!, fraction[x]!];
      for (let channel = 0; channel < 3; channel++) {
        const a = data[upper + left + channel]!;
        const c = data[lower + left + channel]!;
        const above = a + (data[upper + right + channel]! - a) * fractionX;
        target[index++] = above + (c + (data[lower + right + channel]! - c) * fractionX - above) * fractionY;
      }
    }
  }
}

function columnsOf({ size: { width }, map, bounds: { left, right } }: Drawing): Columns {
  const columns = {
    near: new Int32Array(width).fill(OUTSIDE),
    far: new Int32Array(width),
    fraction: new Float64Array(width),
  };
  for (let x = 0; x < width; x++) {
    const sourceX = map.xx * x + map.x0;
    if (sourceX < left - 0.5 || sourceX >= right - 0.5) continue;
    const x0 = Math.floor(sourceX);
    columns.fraction[x] = sourceX - x0;
    columns.near[x] = Math.max(x0, left) * 3;
    columns.far[x] = Math.min(x0 + 1, right - 1) * 3;
  }
  return columns;
}

export function averageUpright(drawing: Drawing, samples: number): void {
  const { target, offset, size, source, map, bounds } = drawing;
  const { data, width: stride } = source;
  const weight = 1 / (samples * samples);
  const columns = sampledColumns(drawing, samples);
  const sums = new Int32Array(size.width * 3);
  for (let y = 0; y < size.height; y++) {
    sums.fill(0);
    for (let row = 0; row < samples; row++) {
      const fineY = y + firstSample(samples) + row / samples;
      const sourceY = Math.floor(map.yy * fineY + map.y0 + 0.5);
      if (sourceY < bounds.top || sourceY >= bounds.bottom) continue;
      addRow(sums, data, sourceY * stride * 3, columns);
    }
    const start = offset + y * sums.length;
    for (let index = 0; index < sums.length; index++) target[start + index] = sums[index]! * weight;
  }
}

/** Adds the samples of one row of the source, as many to each pixel of the result as there are columns for it. */
function addRow(sums: Int32Array, data: Uint8Array, rowStart: number, columns: Int32Array): void {
  const samples = (columns.length * 3) / sums.length;
  let sample = 0;
  for (let index = 0; index < sums.length; index += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const end = sample + samples; sample < end; sample++) {
      const column = columns[sample]!;
      if (column === OUTSIDE) continue;
      const pixel = rowStart + column;
      red += data[pixel]!;
      green += data[pixel + 1]!;
      blue += data[pixel + 2]!;
    }
    sums[index]! += red;
    sums[index + 1]! += green;
    sums[index + 2]! += blue;
  }
}

/** Where each sample of each column of the result begins in a row of the source. */
function sampledColumns(
  { size: { width }, map, bounds: { left, right } }: Drawing,
  samples: number,
): Int32Array {
  const columns = new Int32Array(width * samples);
  for (let sample = 0; sample < columns.length; sample++) {
    const fineX = Math.floor(sample / samples) + firstSample(samples) + (sample % samples) / samples;
    const sourceX = Math.floor(map.xx * fineX + map.x0 + 0.5);
    columns[sample] = sourceX < left || sourceX >= right ? OUTSIDE : sourceX * 3;
  }
  return columns;
}
