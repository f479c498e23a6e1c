import { describe, expect, it } from 'vitest';
import { powerSpectrum } from './fourier.ts';

function windowed(values: Float32Array, size: number): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const hann = (n: number) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / size);
  return [...values].map(
    (value, index) => (value - mean) * hann(index % size) * hann(Math.floor(index / size)),
  );
}

/** The definition, term by term. */
function slowPower(values: Float32Array, size: number, u: number, v: number): number {
  let re = 0;
  let im = 0;
  windowed(values, size).forEach((value, index) => {
    const angle = (-2 * Math.PI * (u * (index % size) + v * Math.floor(index / size))) / size;
    re += value * Math.cos(angle);
    im += value * Math.sin(angle);
  });
  return re * re + im * im;
}

describe('the power spectrum', () => {
  it('is that of the definition', () => {
    const size = 8;
    const values = Float32Array.from({ length: 64 }, (_, index) => Math.sin(index * index) * 100);
    const power = powerSpectrum(values, size);
    for (let v = 0; v < size; v++) {
      for (let u = 0; u < size; u++) {
        expect(power[v * size + u]).toBeCloseTo(slowPower(values, size, u, v), 3);
      }
    }
  });

  it('of a wave has its peak where the wave is', () => {
    const size = 64;
    const values = Float32Array.from({ length: size * size }, (_, index) =>
      Math.cos((2 * Math.PI * (9 * (index % size) + 5 * Math.floor(index / size))) / size),
    );
    const power = powerSpectrum(values, size);
    const largest = power.indexOf(Math.max(...power));
    expect([5 * size + 9, (size - 5) * size + size - 9]).toContain(largest);
  });

  it('of a flat patch is nothing', () => {
    expect(Math.max(...powerSpectrum(new Float32Array(256).fill(77), 16))).toBeLessThan(1e-12);
  });
});
