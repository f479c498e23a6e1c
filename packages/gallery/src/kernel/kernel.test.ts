import { expect, test } from 'vitest';
import { compileKernel } from '../../kernel/compile-kernel.ts';
import { KERNEL_MODULE } from './kernel-module.ts';

test('the compiled kernel is that of kernel.wat: otherwise run npm run kernel -w @portero/gallery', async () => {
  expect(KERNEL_MODULE).toBe(Buffer.from(await compileKernel()).toString('base64'));
});
