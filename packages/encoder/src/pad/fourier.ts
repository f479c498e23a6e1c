/**
 * Power spectrum of a square patch: Hann window against the edges, then a radix-2 FFT of rows and columns.
 *
 * @param values shape (size, size); size a power of two
 * @returns shape (size, size), frequency 0 at index 0, as the transform leaves it
 */
export function powerSpectrum(values: Float32Array, size: number): Float64Array {
  const real = new Float64Array(size * size);
  const imaginary = new Float64Array(size * size);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const window = Float64Array.from(
    { length: size },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / size),
  );
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      real[y * size + x] = (values[y * size + x]! - mean) * window[x]! * window[y]!;
    }
  }
  const rowReal = new Float64Array(size);
  const rowImaginary = new Float64Array(size);
  for (const [step, stride] of [
    [size, 1],
    [1, size],
  ] as const) {
    for (let line = 0; line < size; line++) {
      for (let n = 0; n < size; n++) {
        rowReal[n] = real[line * step + n * stride]!;
        rowImaginary[n] = imaginary[line * step + n * stride]!;
      }
      transform(rowReal, rowImaginary);
      for (let n = 0; n < size; n++) {
        real[line * step + n * stride] = rowReal[n]!;
        imaginary[line * step + n * stride] = rowImaginary[n]!;
      }
    }
  }
  return real.map((value, index) => value * value + imaginary[index]! * imaginary[index]!);
}

/** Cooley and Tukey, in place; the length is a power of two. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const length = real.length;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [real[i], real[j]] = [real[j]!, real[i]!];
      [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
    }
  }
  for (let span = 2; span <= length; span <<= 1) {
    const half = span >> 1;
    for (let k = 0; k < half; k++) {
      const cos = Math.cos((2 * Math.PI * k) / span);
      const sin = -Math.sin((2 * Math.PI * k) / span);
      for (let a = k; a < length; a += span) {
        const b = a + half;
        const re = real[b]! * cos - imaginary[b]! * sin;
        const im = real[b]! * sin + imaginary[b]! * cos;
        real[b] = real[a]! - re;
        imaginary[b] = imaginary[a]! - im;
        real[a]! += re;
        imaginary[a]! += im;
      }
    }
  }
}
