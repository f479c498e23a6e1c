import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, test } from 'vitest';
import { MOBILEFACENET_WEIGHTS } from '../zoo/packaged-weights.ts';
import { foldNormalisation, foldScale } from './fold-weights.ts';
import { packagedFile, readVerified, readWeightFiles } from './weight-file.ts';
import { decodeWeights } from './weight-manifest.ts';
import type { WeightArray } from './weight-set.ts';

describe('decodeWeights', () => {
  const specs = [
    {
      name: 'quantised',
      shape: [3],
      dtype: 'float32' as const,
      quantization: { dtype: 'uint8' as const, scale: 0.5, min: -1 },
    },
    { name: 'plain', shape: [2], dtype: 'float32' as const },
  ];
  const bytes = Buffer.concat([Buffer.from([0, 2, 4]), Buffer.from(Float32Array.of(1.5, -2).buffer)]);

  test('reads quantised and plain arrays, wherever they lie in the file', () => {
    const weights = decodeWeights(specs, bytes, 'file');
    expect([...weights.get('quantised')!.values]).toEqual([-1, 0, 1]);
    expect([...weights.get('plain')!.values]).toEqual([1.5, -2]);
  });

  test.each([
    ['shorter', bytes.subarray(0, 8)],
    ['longer', Buffer.concat([bytes, Buffer.alloc(1)])],
  ])('refuses a file that is %s than its manifest says', (_what, wrong) => {
    expect(() => decodeWeights(specs, wrong, 'file')).toThrow(
      expect.objectContaining({ code: 'MODEL_WEIGHTS_INVALID' }),
    );
  });
});

describe('weight files', () => {
  test('one whose digest differs is refused', async () => {
    const file = packagedFile(MOBILEFACENET_WEIGHTS, MOBILEFACENET_WEIGHTS.manifest);
    await expect(readVerified(file, MOBILEFACENET_WEIGHTS.sha256)).rejects.toMatchObject({
      code: 'MODEL_WEIGHTS_INVALID',
      context: { expected: MOBILEFACENET_WEIGHTS.sha256 },
    });
  });

  test('one that is absent is missing', async () => {
    const folder = await temporaryFolder();
    await expect(readVerified(join(folder, 'absent.bin'), '')).rejects.toMatchObject({
      code: 'MODEL_WEIGHTS_MISSING',
    });
  });

  test('a package that is not installed is missing', () => {
    const weights = { ...MOBILEFACENET_WEIGHTS, packageName: '@portero/no-such-package' };
    expect(() => packagedFile(weights, 'x')).toThrow(
      expect.objectContaining({ code: 'MODEL_WEIGHTS_MISSING' }),
    );
  });

  test('a manifest that is none is refused', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'w.json'), '{"not": "a manifest"}');
    await writeFile(join(folder, 'w.bin'), 'x');
    const sha256 = createHash('sha256').update('x').digest('hex');
    await expect(
      readWeightFiles(join(folder, 'w.json'), join(folder, 'w.bin'), sha256),
    ).rejects.toMatchObject({
      code: 'MODEL_WEIGHTS_INVALID',
    });
  });
});

describe('folding into a 1 × 1 convolution of two inputs and two outputs', () => {
  const filter: WeightArray = { shape: [1, 1, 2, 2], values: Float32Array.of(1, 2, 3, 4) };
  const apply = (x: readonly number[], f: WeightArray, bias: Float32Array) =>
    [0, 1].map((output) => x[0]! * f.values[output]! + x[1]! * f.values[2 + output]! + bias[output]!);

  test('a scale and an offset change nothing in the result', () => {
    const bias = Float32Array.of(0.5, -0.5);
    const folded = foldScale(filter, bias, Float32Array.of(2, 3), Float32Array.of(10, 20));
    const [a, b] = apply([5, 7], filter, bias);
    expect(apply([5, 7], folded.filter, folded.bias)).toEqual([a! * 2 + 10, b! * 3 + 20]);
  });

  test('a normalisation of the input changes nothing in the result', () => {
    const folded = foldNormalisation(filter, Float32Array.of(1, 1), [4, 8], 2);
    const expected = apply([(5 - 4) / 2, (7 - 8) / 2], filter, Float32Array.of(1, 1));
    expect(apply([5, 7], folded.filter, folded.bias)).toEqual(expected);
  });
});
