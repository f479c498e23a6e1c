import sharp from 'sharp';

/** Linear light, 0..1, shape (height, width, 3). */
export interface Picture {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

const TO_LINEAR = Float32Array.from({ length: 256 }, (_, value) => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

export function toSrgb(linear: number): number {
  const v = Math.min(1, Math.max(0, linear));
  return 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);
}

export async function readPicture(file: string | Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(file)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    data: Float32Array.from(data, (value) => TO_LINEAR[value]!),
    width: info.width,
    height: info.height,
  };
}

/** Bilinear; beyond the edge the outermost pixels are repeated. Writes three values. */
export function sample({ data, width, height }: Picture, x: number, y: number, into: Float64Array): void {
  const cx = Math.min(width - 1.001, Math.max(0, x));
  const cy = Math.min(height - 1.001, Math.max(0, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const a = (y0 * width + x0) * 3;
  const b = a + width * 3;
  for (let c = 0; c < 3; c++) {
    const above = data[a + c]! + (data[a + 3 + c]! - data[a + c]!) * fx;
    const below = data[b + c]! + (data[b + 3 + c]! - data[b + c]!) * fx;
    into[c] = above + (below - above) * fy;
  }
}

/** Separable Gaussian blur, in place of a copy. */
export function blur({ data, width, height }: Picture, sigma: number): Picture {
  const reach = Math.max(1, Math.ceil(sigma * 2.5));
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, n) =>
    Math.exp(-((n - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = kernel.reduce((sum, value) => sum + value, 0);
  let from = data;
  for (const [stride, length, otherStride, otherLength] of [
    [3, width, width * 3, height],
    [width * 3, height, 3, width],
  ] as const) {
    const to = new Float32Array(from.length);
    for (let line = 0; line < otherLength; line++) {
      for (let position = 0; position < length; position++) {
        const at = line * otherStride + position * stride;
        for (let n = -reach; n <= reach; n++) {
          const neighbour = Math.min(length - 1, Math.max(0, position + n));
          const from0 = line * otherStride + neighbour * stride;
          const weight = kernel[n + reach]! / total;
          for (let c = 0; c < 3; c++) to[at + c]! += weight * from[from0 + c]!;
        }
      }
    }
    from = to;
  }
  return { data: from, width, height };
}
