import type { InputPlan } from '../added/input-plan.ts';

/**
 * Aligned faces as a network outside TensorFlow.js wants them: normalised, its channels in its order and layout.
 *
 * @param pixels (count, height, width, 3), RGB, 0..255
 */
export function toInput(
  pixels: Float32Array,
  count: number,
  { width, height, layout, reversed, mean, divisor }: Omit<InputPlan, 'dimension' | 'output'>,
): Float32Array {
  const area = width * height;
  const input = new Float32Array(count * area * 3);
  for (let face = 0; face < count; face++) {
    const start = face * area * 3;
    for (let channel = 0; channel < 3; channel++) {
      const from = start + (reversed ? 2 - channel : channel);
      const to = layout === 'nhwc' ? start + channel : start + channel * area;
      const step = layout === 'nhwc' ? 3 : 1;
      for (let pixel = 0; pixel < area; pixel++) {
        input[to + pixel * step] = (pixels[from + pixel * 3]! - mean[channel]!) / divisor[channel]!;
      }
    }
  }
  return input;
}
