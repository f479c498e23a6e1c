// Compiles kernel.wat into the source of the package:
//
//     npm run kernel -w @portero/gallery
import { writeFile } from 'node:fs/promises';
import { compileKernel } from './compile-kernel.ts';

const LINE = 96;

const base64 = Buffer.from(await compileKernel()).toString('base64');
const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
await writeFile(
  new URL('../src/kernel/kernel-module.ts', import.meta.url),
  [
    '/** kernel/kernel.wat, compiled by `npm run kernel -w @portero/gallery`: a WebAssembly module in base64. */',
    'export const KERNEL_MODULE = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n'),
);
