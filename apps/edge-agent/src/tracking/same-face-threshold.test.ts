import { getModel } from '@portero/encoder';
import { expect, test } from 'vitest';
import { sameFaceThreshold } from './same-face-threshold.ts';

test('people are followed by the threshold for pairs of the model', async () => {
  const model = await getModel('mobilefacenet-192');
  expect(sameFaceThreshold(model)).toBe(model.threshold);
});

test('no door is run with a model of whose distances nothing is known, and the fix is said', async () => {
  const { threshold: _, ...model } = await getModel('mobilefacenet-192');
  expect(() => sameFaceThreshold(model)).toThrow(expect.objectContaining({ code: 'MODEL_UNCALIBRATED' }));
  expect(() => sameFaceThreshold(model)).toThrow(/portero calibrate fit --model mobilefacenet-192/);
});
